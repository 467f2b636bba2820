using EdgeFlow.Hal.Holds;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>What happens by the clock: time-outs, held frames that grow old, paced releases.</content>
public sealed partial class Datapath
{
    private const int LeastExpiryQueue = 4096;

    // By earliest possible expiry. Entries that were removed or used meanwhile are sorted out when their time comes, or when they are too many.
    private readonly PriorityQueue<(byte TableId, FlowEntry Entry), long> _expiries = new();
    private int _expiryLimit = LeastExpiryQueue;

    /// <summary>Does what is due. Call it again after the returned time, or sooner.</summary>
    /// <returns>Time until something may be due, at most one second. A release that begins meanwhile is not in it: see <see cref="HoldRelease"/>;
    /// an agent calls at least every 10 ms.</returns>
    public TimeSpan Sweep()
    {
        lock (_control)
        {
            long now = _time.GetTimestamp();
            ExpireFlows(now);
            if (_buffers.Count != 0) // or the packet thread would wait for nothing
            {
                EnterGate();
                _buffers.Expire(_now);
                ExitGate();
            }

            long due = _ticksPerSecond;
            if (_expiries.TryPeek(out _, out long deadline))
            {
                due = Math.Min(due, deadline - now);
            }

            foreach (HoldQueue hold in _holds.Values)
            {
                due = Math.Min(due, SweepHold(hold));
            }

            foreach (PortSlot port in _ports.All)
            {
                due = Math.Min(due, port.Shaper is { Count: not 0 } shaper ? SweepQueues(port, shaper) : due);
            }

            return TimeSpan.FromSeconds((double)Math.Max(0, due) / _ticksPerSecond);
        }
    }

    private long SweepHold(HoldQueue hold)
    {
        RunRelease(hold);
        EnterGate();
        hold.Expire(_now);
        long due = hold.TicksUntilDue(_now);
        ExitGate();
        return due;
    }

    private void ScheduleExpiry(byte tableId, FlowEntry entry)
    {
        long deadline = DeadlineOf(entry, out _);
        if (deadline == long.MaxValue)
        {
            return;
        }

        if (_changes is { } changes)
        {
            ScheduleAfterCommit(changes, tableId, entry);
            return;
        }

        if (_expiries.Count >= _expiryLimit)
        {
            TrimExpiries();
        }

        _expiries.Enqueue((tableId, entry), deadline);
    }

    private void TrimExpiries()
    {
        List<((byte, FlowEntry Entry) Element, long Priority)> live =
            [.. _expiries.UnorderedItems.Where(static item => item.Element.Entry.IsInstalled)];
        _expiries.Clear();
        _expiries.EnqueueRange(live);
        _expiryLimit = Math.Max(LeastExpiryQueue, 2 * live.Count);
    }

    private void ExpireFlows(long now)
    {
        while (_expiries.TryPeek(out (byte TableId, FlowEntry Entry) next, out long scheduled) && scheduled <= now)
        {
            _expiries.Dequeue();
            if (!next.Entry.IsInstalled || _tables[next.TableId].Existing is not { } table)
            {
                continue;
            }

            long deadline = DeadlineOf(next.Entry, out FlowRemovedReason reason);
            if (deadline > now)
            {
                _expiries.Enqueue(next, deadline); // it was used meanwhile
                continue;
            }

            RemoveFlow(next.TableId, table, next.Entry, reason);
        }
    }

    /// <summary>When an entry is to be removed as things stand; <see cref="long.MaxValue"/>: never.</summary>
    private long DeadlineOf(FlowEntry entry, out FlowRemovedReason reason)
    {
        long hard = entry.HardTimeoutSeconds == 0
            ? long.MaxValue
            : entry.CreatedAt + (entry.HardTimeoutSeconds * _ticksPerSecond);
        long idle = entry.IdleTimeoutSeconds == 0
            ? long.MaxValue
            : Math.Max(entry.CreatedAt, entry.LastUsed) + (entry.IdleTimeoutSeconds * _ticksPerSecond);
        reason = hard <= idle ? FlowRemovedReason.HardTimeout : FlowRemovedReason.IdleTimeout;
        return Math.Min(hard, idle);
    }
}
