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
/// pre-copy is the idle difference, exact as soon as one sample falls into a gap between frames. In the other direction, from the guest to the switch,
/// it is the same with the two ends changed.
/// </remarks>
internal sealed class TapObserver(IMigrationNetwork network, IHostAgent agent, string vm, SwitchPort tap, TimeProvider time)
{
    private const int SamplesPerLook = 10;

    private long _idle = long.MaxValue, _idleAnswers = long.MaxValue;
    private (long Sent, long Handed) _last = (-1, -1);

    /// <summary>Frames that were sent to the port and not handed on, at the last sample of <see cref="WaitForRestAsync"/>.</summary>
    public long FramesBetween => _last.Sent - _last.Handed - _idle;

    /// <summary>Frames sent to the port since <see cref="WaitForRestAsync"/> began.</summary>
    public long FramesSentMeanwhile { get; private set; }

    /// <summary>Takes one sample while the VM runs and is reached as usual.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        Sample sample = await SampleAsync(cancellationToken).ConfigureAwait(false);
        _idle = Math.Min(_idle, sample.AtSwitch.Sent - Handed(sample.Before));
        _idleAnswers = Math.Min(_idleAnswers, sample.After.FramesFromGuest - sample.AtSwitch.Taken);
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
            Sample counted = await SampleAsync(cancellationToken).ConfigureAwait(false);
            (long sent, long handed) = (counted.AtSwitch.Sent, Handed(counted.After));
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

    /// <summary>Waits until the switch has taken all that the guest, which stands still, had sent.</summary>
    /// <returns>False: not within <paramref name="timeout"/>.</returns>
    public async Task<bool> WaitForAnswersAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            Sample sample = await SampleAsync(cancellationToken).ConfigureAwait(false);
            if (sample.After.FramesFromGuest - sample.AtSwitch.Taken <= _idleAnswers)
            {
                return true;
            }

            if (time.GetElapsedTime(start) > timeout)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Sample> SampleAsync(CancellationToken cancellationToken)
    {
        NicCounters before = await agent.GetNicCountersAsync(vm, cancellationToken).ConfigureAwait(false);
        PortFrames atSwitch = await network.CountFramesAsync(tap, cancellationToken).ConfigureAwait(false);
        NicCounters after = await agent.GetNicCountersAsync(vm, cancellationToken).ConfigureAwait(false);
        return new Sample(before, atSwitch, after);
    }

    private static long Handed(NicCounters counters) => counters.FramesToGuest + counters.FramesDropped;

    private readonly record struct Sample(NicCounters Before, PortFrames AtSwitch, NicCounters After);
}
