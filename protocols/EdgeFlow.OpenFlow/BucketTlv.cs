using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>One bucket of a group in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.2:
/// <code>
/// 0 len   2 weight   4 watch_port   8 watch_group   12 pad   16 actions
/// </code>
/// </remarks>
public readonly ref struct BucketTlv
{
    internal const int MinLength = 16;

    internal BucketTlv(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
    }

    /// <summary>The whole bucket with its header.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Share of the frames; only for select groups.</summary>
    public ushort Weight => BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]);

    /// <summary>Port whose state says whether the bucket is live; OFPP_ANY = none.</summary>
    public uint WatchPort => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>Group whose state says whether the bucket is live; OFPG_ANY = none.</summary>
    public uint WatchGroup => BinaryPrimitives.ReadUInt32BigEndian(Bytes[8..]);

    public ActionReader Actions => new(Bytes[MinLength..]);
}
