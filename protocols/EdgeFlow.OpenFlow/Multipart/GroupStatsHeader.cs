using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one group, without those of its buckets.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.9, offsets from the start of the entry:
/// <code>
/// 0 length   2 pad   4 group_id   8 ref_count   12 pad   16 packets   24 bytes   32 duration_sec   36 duration_nsec   40 buckets
/// </code>
/// </remarks>
public readonly record struct GroupStatsHeader : IWireRecord<GroupStatsHeader>
{
    public static int Size => 40;

    public uint GroupId { get; init; }

    /// <summary>Flow entries and groups that send to it.</summary>
    public uint ReferenceCount { get; init; }

    public ulong PacketCount { get; init; }
    public ulong ByteCount { get; init; }
    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public static GroupStatsHeader Read(ReadOnlySpan<byte> bytes) => new()
    {
        GroupId = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        ReferenceCount = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        PacketCount = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        ByteCount = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        DurationSeconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        DurationNanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
    };

    /// <summary>Writes all but the length, which spans the buckets too.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], GroupId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ReferenceCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], ByteCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], DurationNanoseconds);
    }
}
