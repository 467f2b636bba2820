using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>What an OFPT_FLOW_REMOVED says, after its header.</summary>
/// <param name="Reason">OFPRR_IDLE_TIMEOUT, HARD_TIMEOUT or DELETE; the numbers are those of 1.3.</param>
/// <param name="Nanoseconds">Of the duration, beyond <paramref name="Seconds"/>.</param>
/// <remarks>
/// OpenFlow 1.0.1 §5.4.2, 80 bytes after the header:
/// <code>
///  0 match    40 cookie   48 priority   50 reason   51 pad   52 duration (s)   56 duration (ns)
/// 60 idle     62 pad      64 packets    72 bytes
/// </code>
/// </remarks>
public readonly record struct FlowRemoved10(
    Match10 Match,
    ulong Cookie,
    ushort Priority,
    FlowRemovedReason Reason,
    uint Seconds,
    uint Nanoseconds,
    ushort IdleTimeoutSeconds,
    ulong PacketCount,
    ulong ByteCount) : IWireRecord<FlowRemoved10>
{
    public static int Size => 80;

    public static FlowRemoved10 Read(ReadOnlySpan<byte> bytes) => new(
        Match10.Read(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[48..]),
        (FlowRemovedReason)bytes[50],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[52..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[56..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[60..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[64..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[72..]));

    public void Write(Span<byte> destination)
    {
        Match.Write(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], Cookie);
        BinaryPrimitives.WriteUInt16BigEndian(destination[48..], Priority);
        destination[50] = (byte)Reason;
        BinaryPrimitives.WriteUInt32BigEndian(destination[52..], Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[56..], Nanoseconds);
        BinaryPrimitives.WriteUInt16BigEndian(destination[60..], IdleTimeoutSeconds);
        BinaryPrimitives.WriteUInt64BigEndian(destination[64..], PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[72..], ByteCount);
    }
}
