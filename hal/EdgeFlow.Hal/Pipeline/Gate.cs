namespace EdgeFlow.Hal.Pipeline;

/// <summary>Admits one thread at a time to the forwarding state, in the order of arrival.</summary>
/// <remarks>
/// A ticket lock: entering is one interlocked addition when nobody else is inside, so a packet thread pays it once per batch. First come, first
/// served: a busy packet thread lets a waiting control thread in between two batches, and the other way round; nobody starves. A waiter
/// yields its time slice but never sleeps, since what it waits for takes microseconds. Not re-entrant.
/// </remarks>
internal sealed class Gate
{
    private int _next;
    private int _serving;

    public void Enter()
    {
        int ticket = Interlocked.Increment(ref _next) - 1;
        if (Volatile.Read(ref _serving) != ticket)
        {
            Wait(ticket);
        }
    }

    public void Exit() => Volatile.Write(ref _serving, _serving + 1);

    private void Wait(int ticket)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _serving) != ticket)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
