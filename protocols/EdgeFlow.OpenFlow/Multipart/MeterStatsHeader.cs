using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one meter, without those of its bands.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.12, offsets from the start of the entry:
/// <code>
/// 0 meter_id   4 len   6 pad   12 flow_count   16 packet_in_count   24 byte_in_count   32 duration_sec   36 duration_nsec   40 bands
/// </code>
/// </remarks>
public readonly record struct MeterStatsHeader : IWireRecord<MeterStatsHeader>
{
    public static int Size => 40;

    public uint MeterId { get; init; }

    /// <summary>Flow entries that use it.</summary>
    public uint FlowCount { get; init; }

    public ulong PacketInCount { get; init; }
    public ulong ByteInCount { get; init; }
    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public static MeterStatsHeader Read(ReadOnlySpan<byte> bytes) => new()
    {
        MeterId = BinaryPrimitives.ReadUInt32BigEndian(bytes),
        FlowCount = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        PacketInCount = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        ByteInCount = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        DurationSeconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        DurationNanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
    };

    /// <summary>Writes all but the length, which spans the bands too.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, MeterId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], FlowCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], PacketInCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], ByteInCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], DurationNanoseconds);
    }
}
