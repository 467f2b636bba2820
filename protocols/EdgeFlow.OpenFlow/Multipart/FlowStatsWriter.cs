using System.Buffers.Binary;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Appends entries to a FLOW reply.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.2; offsets in <see cref="FlowStats"/>.</remarks>
public static class FlowStatsWriter
{
    /// <summary>Appends an entry whose match and instructions are kept as they were sent; allocates nothing.</summary>
    /// <param name="match">The ofp_match with header and padding.</param>
    /// <param name="instructions">The list of instructions.</param>
    public static void AddFlow(
        this MultipartReplyWriter writer, in FlowStatsHeader header, ReadOnlySpan<byte> match, ReadOnlySpan<byte> instructions)
    {
        Span<byte> entry = writer.Reserve(FlowStatsTlv.MatchOffset + match.Length + instructions.Length);
        WriteHeader(entry, header);
        match.CopyTo(entry[FlowStatsTlv.MatchOffset..]);
        instructions.CopyTo(entry[(FlowStatsTlv.MatchOffset + match.Length)..]);
    }

    /// <summary>Appends an entry of the object model.</summary>
    public static void AddFlow(this MultipartReplyWriter writer, FlowStats flow)
    {
        int matchLength = flow.Match.WireLength;
        Span<byte> entry = writer.Reserve(FlowStatsTlv.MatchOffset + matchLength + Instruction.LengthOf(flow.Instructions));
        WriteHeader(entry, new FlowStatsHeader
        {
            TableId = flow.TableId,
            DurationSeconds = (uint)(flow.Duration.Ticks / TimeSpan.TicksPerSecond),
            DurationNanoseconds = (uint)(flow.Duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            Priority = flow.Priority,
            IdleTimeoutSeconds = flow.IdleTimeoutSeconds,
            HardTimeoutSeconds = flow.HardTimeoutSeconds,
            Flags = flow.Flags,
            Cookie = flow.Cookie,
            PacketCount = flow.PacketCount,
            ByteCount = flow.ByteCount,
        });
        flow.Match.WriteTo(entry[FlowStatsTlv.MatchOffset..]);
        Instruction.WriteAll(flow.Instructions, entry[(FlowStatsTlv.MatchOffset + matchLength)..]);
    }

    private static void WriteHeader(Span<byte> entry, in FlowStatsHeader header)
    {
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        entry[2] = header.TableId;
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], header.DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(entry[8..], header.DurationNanoseconds);
        BinaryPrimitives.WriteUInt16BigEndian(entry[12..], header.Priority);
        BinaryPrimitives.WriteUInt16BigEndian(entry[14..], header.IdleTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(entry[16..], header.HardTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(entry[18..], (ushort)header.Flags);
        BinaryPrimitives.WriteUInt64BigEndian(entry[24..], header.Cookie);
        BinaryPrimitives.WriteUInt64BigEndian(entry[32..], header.PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(entry[40..], header.ByteCount);
    }
}
