using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Tells, by observation, when nothing is left between a switch and the VM behind one of its ports.</summary>
/// <remarks>
/// Two counters are compared: frames that the switch sent to the port, and frames that the interface handed on (or dropped). Their
/// difference is constant while the queue between them is empty, but not zero: they start at different moments. As they
/// cannot be read at one instant, the guest's is read before and after the switch's, which bounds the difference from both sides:
/// <code>sent - after &lt;= difference &lt;= sent - before</code>
/// A queue that is not empty makes the difference greater, never smaller; so the least upper bound over the samples taken during
/// pre-copy is the idle difference, exact as soon as one sample falls into a gap between frames.
/// </remarks>
internal sealed class TapObserver(IMigrationNetwork network, IHostAgent agent, string vm, SwitchPort tap, TimeProvider time)
{
    private const int SamplesPerLook = 10;

    private long _idle = long.MaxValue;
    private (long Sent, long Handed) _last = (-1, -1);

    /// <summary>Frames that were sent to the port and not handed on, at the last sample of <see cref="WaitForRestAsync"/>.</summary>
    public long FramesBetween => _last.Sent - _last.Handed - _idle;

    /// <summary>Frames sent to the port since <see cref="WaitForRestAsync"/> began.</summary>
    public long FramesSentMeanwhile { get; private set; }

    /// <summary>Takes one sample while the VM runs and is reached as usual.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        (long sent, long handedBefore, _) = await SampleAsync(cancellationToken).ConfigureAwait(false);
        _idle = Math.Min(_idle, sent - handedBefore);
    }

    /// <summary>The VMM ended the transfer by itself while <see cref="WaitForRestAsync"/> ran: the guest stands still and reads nothing.</summary>
    public bool HasGuestStopped { get; private set; }

    /// <summary>Waits until both counters rest for <paramref name="rest"/> and nothing is between them.</summary>
    /// <returns>Time it took; null: not within <paramref name="timeout"/>, or <see cref="HasGuestStopped"/>.</returns>
    public async Task<TimeSpan?> WaitForRestAsync(TimeSpan rest, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        long restSince = start;
        long sentAtStart = -1;
        for (int sample = 1; ; sample++)
        {
            (long sent, _, long handed) = await SampleAsync(cancellationToken).ConfigureAwait(false);
            long now = time.GetTimestamp();
            sentAtStart = sentAtStart < 0 ? sent : sentAtStart;
            FramesSentMeanwhile = sent - sentAtStart;
            if ((sent, handed) != _last)
            {
                _last = (sent, handed);
                restSince = now;
            }
            else if (time.GetElapsedTime(restSince, now) >= rest && sent - handed <= _idle)
            {
                return time.GetElapsedTime(start, now);
            }

            HasGuestStopped = sample % SamplesPerLook == 0 && await HasStoppedAsync(cancellationToken).ConfigureAwait(false);
            if (HasGuestStopped || time.GetElapsedTime(start, now) > timeout)
            {
                return null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasStoppedAsync(CancellationToken cancellationToken)
    {
        TransferProgress transfer = await agent.GetTransferAsync(vm, cancellationToken).ConfigureAwait(false);
        return transfer.Phase is TransferPhase.Stopped or TransferPhase.Completed;
    }

    private async Task<(long Sent, long HandedBefore, long HandedAfter)> SampleAsync(CancellationToken cancellationToken)
    {
        NicCounters before = await agent.GetNicCountersAsync(vm, cancellationToken).ConfigureAwait(false);
        long sent = await network.CountSentFramesAsync(tap, cancellationToken).ConfigureAwait(false);
        NicCounters after = await agent.GetNicCountersAsync(vm, cancellationToken).ConfigureAwait(false);
        return (sent, before.FramesToGuest + before.FramesDropped, after.FramesToGuest + after.FramesDropped);
    }
}
