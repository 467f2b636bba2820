using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Keeps a storm of packet-ins of one kind from starving the others: a token bucket per class, a burst of one second.</summary>
/// <remarks><b>Threads:</b> the holder of the datapath's gate.</remarks>
internal sealed class PacketInLimiter
{
    private const ushort Arp = 0x0806, Rarp = 0x8035, Lldp = 0x88cc;

    private readonly bool[] _isLimited = new bool[3];
    private readonly TokenBucket[] _buckets = new TokenBucket[3];
    private readonly ulong[] _suppressed = new ulong[3];

    public PacketInLimiter(DatapathOptions options, long ticksPerSecond, long now)
    {
        ReadOnlySpan<int> rates = [options.LldpPacketInsPerSecond, options.ArpPacketInsPerSecond, options.OtherPacketInsPerSecond];
        for (int i = 0; i < rates.Length; i++)
        {
            _isLimited[i] = rates[i] > 0;
            _buckets[i] = new TokenBucket(rates[i], Math.Max(1, rates[i]), ticksPerSecond, now);
        }
    }

    public PacketInSuppression Suppressed => new(_suppressed[0], _suppressed[1], _suppressed[2]);

    /// <summary>Whether one more packet-in with this EtherType may go; counts it if not.</summary>
    public bool TryPass(ushort etherType, long now)
    {
        int kind = etherType switch { Lldp => 0, Arp or Rarp => 1, _ => 2 };
        if (!_isLimited[kind] || _buckets[kind].TryTake(1, now))
        {
            return true;
        }

        _suppressed[kind]++;
        return false;
    }
}
