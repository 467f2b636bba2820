using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Hal.Queues;

/// <summary>The queues of one port: which frame goes next, and when.</summary>
/// <remarks>
/// <b>What it does.</b> A frame whose queue and port are below their rates passes at once and is not copied. Others wait in their queue, each of which has
/// memory of its own (100 ms of its rate, 128 KiB to 4 MiB); a frame that does not fit is dropped (drop-tail). When the port may send,
/// queues below their min rate go first, in turn; what is left is shared by bytes among the queues that are below their max rate.
/// <b>Rates</b> are token buckets of 30 ms that may be owed to: a queue sends while it has any tokens, and a frame takes all its bits. So rates
/// are kept exactly over time, whatever the length of frames. Frames count from the destination address on, without FCS.
/// <b>Order.</b> Frames of a queue leave in the order in which they came; a frame passes only while none waits in its queue.
/// <b>Clock.</b> Waiting frames leave when other frames come for the port, and with <c>Datapath.Sweep</c>, which tells when it is due.
/// <b>Threads:</b> the holder of the datapath's gate. <b>Cost:</b> O(queues) per waiting frame; nothing is allocated but a queue's memory at its first use.
/// </remarks>
internal sealed class PortShaper
{
    /// <summary>The queue of frames that no action gave one, and of those whose queue the port does not have.</summary>
    public const uint DefaultQueue = 0;

    private readonly Dictionary<uint, PortQueue> _byId = [];
    private readonly PortQueue[] _queues; // the default queue included
    private readonly PortQueue _default;
    private readonly bool _isLimited;
    private TokenBucket _rate;
    private PortQueue _picked;
    private long _served; // where the last frame beyond a guarantee started on the queues' common scale
    private int _turn;

    public PortShaper(uint portNumber, IEnumerable<QueueOptions> options, long ticksPerSecond, long now)
    {
        QueueOptions[] all = [.. options];
        MaxRate = Array.Find(all, static queue => queue.QueueId is null)?.MaxRate;
        _isLimited = MaxRate is not null;
        _rate = PortQueue.MakeBucket(MaxRate ?? 0, ticksPerSecond, now);
        foreach (QueueOptions queue in all)
        {
            if (queue.QueueId is { } id)
            {
                _byId.Add(id, new PortQueue(queue, MaxRate, ticksPerSecond, now));
            }
        }

        Queues = [.. _byId.Values.OrderBy(static queue => queue.Options.QueueId)];
        _default = _byId.GetValueOrDefault(DefaultQueue)
            ?? new PortQueue(new QueueOptions(portNumber, DefaultQueue, MinRate: null, MaxRate: null), MaxRate, ticksPerSecond, now);
        _queues = _byId.ContainsKey(DefaultQueue) ? Queues : [.. Queues, _default];
        _picked = _default;
    }

    /// <summary>The port's own rate in bits per second; null: not limited.</summary>
    public ulong? MaxRate { get; }

    /// <summary>The configured queues by id.</summary>
    public PortQueue[] Queues { get; }

    /// <summary>Frames that wait in all queues.</summary>
    public int Count { get; private set; }

    public PortQueue Find(uint id) => _byId.GetValueOrDefault(id, _default);

    /// <summary>Lets a frame pass if none waits in its queue and the rates allow. Ask after <see cref="TryPeek"/> had nothing more to give.</summary>
    public bool TryPass(PortQueue queue, int frameLength, long now)
    {
        if (queue.Count != 0 || (_isLimited && !_rate.HasAny(now)) || !queue.IsBelowMax(now))
        {
            return false;
        }

        Take(queue, frameLength, now);
        return true;
    }

    /// <summary>Lets a frame wait.</summary>
    /// <returns>False: no room; counted.</returns>
    public bool TryAdd(PortQueue queue, ReadOnlySpan<byte> frame)
    {
        bool isFirst = queue.Count == 0;
        if (!queue.TryAdd(frame))
        {
            return false;
        }

        Count++;
        if (isFirst)
        {
            // Time in which it had nothing to send gives no claim; without this it would have all the rest until it has caught up.
            queue.Served = Math.Max(queue.Served, _served);
        }

        return true;
    }

    /// <summary>The frame to send next; the caller sends it and calls <see cref="Drop"/>.</summary>
    /// <returns>False: none, or not yet.</returns>
    public bool TryPeek(long now, out ReadOnlySpan<byte> frame)
    {
        if (Count == 0 || (_isLimited && !_rate.HasAny(now)) || Pick(now) is not { } queue)
        {
            frame = default;
            return false;
        }

        _picked = queue;
        frame = queue.Peek();
        Take(queue, frame.Length, now);
        return true;
    }

    /// <summary>Takes the frame that <see cref="TryPeek"/> gave out of its queue and counts it.</summary>
    public void Drop(bool isSent)
    {
        _picked.CountSent(_picked.Peek().Length, isSent);
        _picked.Drop();
        Count--;
    }

    /// <summary>Ticks until <see cref="TryPeek"/> has a frame; <see cref="long.MaxValue"/> if none waits.</summary>
    public long TicksUntilDue(long now)
    {
        long due = long.MaxValue;
        foreach (PortQueue queue in _queues)
        {
            due = queue.Count == 0 ? due : Math.Min(due, queue.TicksUntilBelowMax(now));
        }

        return _isLimited && due != long.MaxValue ? Math.Max(due, _rate.TicksUntil(1, now)) : due;
    }

    private PortQueue? Pick(long now)
    {
        PortQueue? least = null;
        for (int i = 1; i <= _queues.Length; i++)
        {
            int index = (_turn + i) % _queues.Length;
            PortQueue queue = _queues[index];
            if (queue.Count == 0 || !queue.IsBelowMax(now))
            {
                continue;
            }

            if (queue.IsGuaranteed(now))
            {
                _turn = index;
                return queue;
            }

            if (least is null || queue.Served < least.Served)
            {
                least = queue;
            }
        }

        return least;
    }

    private void Take(PortQueue queue, int frameLength, long now)
    {
        bool isGuaranteed = queue.IsGuaranteed(now);
        queue.Take(frameLength, isGuaranteed);
        if (!isGuaranteed)
        {
            _served = Math.Max(queue.Served, _served);
            queue.Served = _served + frameLength;
        }

        _rate.Owe(frameLength * 8.0);
    }
}
