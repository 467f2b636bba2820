using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Appends entries to GROUP, GROUP_DESC, METER and METER_CONFIG replies; allocates nothing.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9-10 and §7.3.5.12-13.</remarks>
public static class GroupAndMeterWriter
{
    /// <summary>GROUP: counters of a group and of each of its buckets in order.</summary>
    public static void AddGroupStats(
        this MultipartReplyWriter writer, in GroupStatsHeader header, ReadOnlySpan<ByteAndPacketCount> buckets)
    {
        Span<byte> entry = writer.Reserve(GroupStatsHeader.Size + buckets.Length * ByteAndPacketCount.Size);
        header.Write(entry);
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        WriteCounts(entry[GroupStatsHeader.Size..], buckets);
    }

    /// <summary>GROUP_DESC: a group with its buckets as they were sent.</summary>
    /// <remarks>0 length   2 type   3 pad   4 group_id   8 buckets.</remarks>
    public static void AddGroupDescription(this MultipartReplyWriter writer, uint groupId, GroupType type, ReadOnlySpan<byte> buckets)
    {
        Span<byte> entry = writer.Reserve(8 + buckets.Length);
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        entry[2] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], groupId);
        buckets.CopyTo(entry[8..]);
    }

    /// <summary>METER: counters of a meter and of each of its bands in order.</summary>
    public static void AddMeterStats(
        this MultipartReplyWriter writer, in MeterStatsHeader header, ReadOnlySpan<ByteAndPacketCount> bands)
    {
        Span<byte> entry = writer.Reserve(MeterStatsHeader.Size + bands.Length * ByteAndPacketCount.Size);
        header.Write(entry);
        BinaryPrimitives.WriteUInt16BigEndian(entry[4..], (ushort)entry.Length);
        WriteCounts(entry[MeterStatsHeader.Size..], bands);
    }

    /// <summary>METER_CONFIG: a meter with its bands as they were sent.</summary>
    /// <remarks>0 length   2 flags   4 meter_id   8 bands.</remarks>
    public static void AddMeterConfig(this MultipartReplyWriter writer, uint meterId, MeterFlags flags, ReadOnlySpan<byte> bands)
    {
        Span<byte> entry = writer.Reserve(8 + bands.Length);
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(entry[2..], (ushort)flags);
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], meterId);
        bands.CopyTo(entry[8..]);
    }

    private static void WriteCounts(Span<byte> to, ReadOnlySpan<ByteAndPacketCount> counts)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i].Write(to.Slice(i * ByteAndPacketCount.Size, ByteAndPacketCount.Size));
        }
    }
}
