using EdgeFlow.Hal.Buffers;
using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Hal.Queues;

/// <summary>One queue of a port: its rates, the frames that wait in it, and its counters. Owner: the gate's holder.</summary>
internal sealed class PortQueue
{
    /// <summary>Tokens that gather: what a clock that is read every few milliseconds needs to keep the rate.</summary>
    private const double BurstSeconds = 0.03;

    private const double LeastBurstBits = 8 * 1600;
    private const double MemorySeconds = 0.1;
    private const int LeastMemory = 128 * 1024, MostMemory = 4 * 1024 * 1024;

    private readonly FrameFifo _waiting;
    private readonly QueueOptions _options;
    private TokenBucket _min;
    private TokenBucket _max;

    /// <param name="portRate">The port's rate in bits per second; null: not limited.</param>
    public PortQueue(QueueOptions options, ulong? portRate, long ticksPerSecond, long now)
    {
        _options = options;
        _min = MakeBucket(options.MinRate ?? 0, ticksPerSecond, now);
        _max = MakeBucket(options.MaxRate ?? 0, ticksPerSecond, now);
        double rate = options.MaxRate ?? portRate ?? double.MaxValue;
        _waiting = new FrameFifo((int)Math.Clamp(rate / 8 * MemorySeconds, LeastMemory, MostMemory) & ~3);
    }

    public QueueOptions Options => _options;

    /// <summary>Frames that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Bytes sent beyond the guarantee, on a scale that all queues of the port share: the least served is next.</summary>
    public long Served { get; set; }

    public ulong TxPackets { get; private set; }

    public ulong TxBytes { get; private set; }

    public ulong TxErrors { get; private set; }

    public static TokenBucket MakeBucket(ulong rate, long ticksPerSecond, long now) =>
        new(rate, Math.Max(rate * BurstSeconds, LeastBurstBits), ticksPerSecond, now);

    public bool IsBelowMax(long now) => _options.MaxRate is null || _max.HasAny(now);

    /// <summary>Whether the queue may send by its guarantee, before those that have none left.</summary>
    public bool IsGuaranteed(long now) => _options.MinRate is not null && _min.HasAny(now);

    /// <summary>Ticks until <see cref="IsBelowMax"/>.</summary>
    public long TicksUntilBelowMax(long now) => _options.MaxRate is null ? 0 : _max.TicksUntil(1, now);

    /// <summary>Books a frame that goes out.</summary>
    public void Take(int frameLength, bool isGuaranteed)
    {
        if (isGuaranteed)
        {
            _min.Owe(frameLength * 8.0);
        }

        _max.Owe(frameLength * 8.0);
    }

    /// <summary>Counts a frame that was given to the port.</summary>
    public void CountSent(int frameLength, bool isTaken)
    {
        if (!isTaken)
        {
            TxErrors++;
            return;
        }

        TxPackets++;
        TxBytes += (ulong)frameLength;
    }

    /// <summary>Keeps a copy, or counts an overrun.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        bool isKept = _waiting.TryAdd(frame);
        TxErrors += isKept ? 0u : 1u;
        return isKept;
    }

    /// <summary>The oldest frame; valid until <see cref="Drop"/>. There must be one.</summary>
    public ReadOnlySpan<byte> Peek() => _waiting.Peek();

    public void Drop() => _waiting.Drop();
}
