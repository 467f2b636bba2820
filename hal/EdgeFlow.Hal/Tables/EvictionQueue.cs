namespace EdgeFlow.Hal.Tables;

/// <summary>The flow entries of one table in the order in which they give way to others.</summary>
/// <remarks>
/// The order is total, so that which entry goes can be foretold: least importance, then least time left to a time-out (an entry without
/// time-outs has all the time there is), then the older. An entry without importance and without time-outs never gives way, as
/// in Open vSwitch: thus nor does a table-miss entry that nobody marked.
/// <para><b>Design.</b> A heap by the earliest time-out there could be when the entry was put in. Use moves an idle time-out, but only to a
/// later time: an entry that comes up too early is put back with its present one. Entries that left the table are sorted out when they come up,
/// or when they are more than those that are there. Choosing costs O(log entries) for each entry used since it was put in.</para>
/// <b>Threads:</b> the control thread.
/// </remarks>
/// <param name="deadlineOf">When an entry times out as things stand; <see cref="long.MaxValue"/>: never.</param>
internal sealed class EvictionQueue(Func<FlowEntry, long> deadlineOf)
{
    private const int LeastLimit = 1024;

    private readonly PriorityQueue<FlowEntry, Rank> _queue = new();
    private long _sequence;
    private int _limit = LeastLimit;

    /// <param name="entry">Just added to the table.</param>
    public void Add(FlowEntry entry)
    {
        long deadline = deadlineOf(entry);
        if (entry.Importance == 0 && deadline == long.MaxValue)
        {
            return;
        }

        if (_queue.Count >= _limit)
        {
            Trim();
        }

        _queue.Enqueue(entry, new Rank(entry.Importance, deadline, entry.CreatedAt, _sequence++));
    }

    /// <summary>The entry that goes first, if it may go for one of the given importance; it stays in the queue until it has left the table.</summary>
    /// <returns>Null: all that may go are more important.</returns>
    public FlowEntry? Choose(ushort importance)
    {
        while (_queue.TryPeek(out FlowEntry? entry, out Rank rank))
        {
            if (!entry.IsInstalled)
            {
                _queue.Dequeue();
                continue;
            }

            long deadline = deadlineOf(entry);
            if (deadline > rank.Deadline)
            {
                _queue.DequeueEnqueue(entry, rank with { Deadline = deadline });
                continue;
            }

            return rank.Importance <= importance ? entry : null;
        }

        return null;
    }

    private void Trim()
    {
        List<(FlowEntry Element, Rank Priority)> live = [.. _queue.UnorderedItems.Where(static item => item.Element.IsInstalled)];
        _queue.Clear();
        _queue.EnqueueRange(live);
        _limit = Math.Max(LeastLimit, 2 * live.Count);
    }

    private readonly record struct Rank(ushort Importance, long Deadline, long CreatedAt, long Sequence) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int order = Importance.CompareTo(other.Importance);
            order = order != 0 ? order : Deadline.CompareTo(other.Deadline);
            order = order != 0 ? order : CreatedAt.CompareTo(other.CreatedAt);
            return order != 0 ? order : Sequence.CompareTo(other.Sequence);
        }
    }
}
