using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>The part of an ofp_flow_stats before its actions.</summary>
/// <param name="Length">Bytes of the whole entry, actions included.</param>
/// <param name="Nanoseconds">Of the duration, beyond <paramref name="Seconds"/>.</param>
/// <remarks>
/// OpenFlow 1.0.1 §5.3.5, 88 bytes:
/// <code>
///  0 length      2 table_id   3 pad     4 match     44 duration (s)   48 duration (ns)
/// 52 priority   54 idle      56 hard   58 pad      64 cookie   72 packets   80 bytes   88 actions
/// </code>
/// </remarks>
public readonly record struct FlowStatsHeader10(
    ushort Length,
    byte TableId,
    Match10 Match,
    uint Seconds,
    uint Nanoseconds,
    ushort Priority,
    ushort IdleTimeoutSeconds,
    ushort HardTimeoutSeconds,
    ulong Cookie,
    ulong PacketCount,
    ulong ByteCount) : IWireRecord<FlowStatsHeader10>
{
    public static int Size => 88;

    public static FlowStatsHeader10 Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16BigEndian(bytes),
        bytes[2],
        Match10.Read(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[44..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[48..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[52..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[54..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[56..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[64..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[72..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[80..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Length);
        destination[2] = TableId;
        Match.Write(destination[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[44..], Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[48..], Nanoseconds);
        BinaryPrimitives.WriteUInt16BigEndian(destination[52..], Priority);
        BinaryPrimitives.WriteUInt16BigEndian(destination[54..], IdleTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(destination[56..], HardTimeoutSeconds);
        BinaryPrimitives.WriteUInt64BigEndian(destination[64..], Cookie);
        BinaryPrimitives.WriteUInt64BigEndian(destination[72..], PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[80..], ByteCount);
    }
}
