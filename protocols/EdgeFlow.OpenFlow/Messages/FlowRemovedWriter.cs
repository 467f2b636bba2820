using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_FLOW_REMOVED; allocates nothing.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.2; offsets in <see cref="FlowRemovedReader"/>.</remarks>
public static class FlowRemovedWriter
{
    /// <param name="match">The ofp_match as it was sent, header and padding included.</param>
    public static void Write(IBufferWriter<byte> output, uint xid, in FlowRemovedHeader header, ReadOnlySpan<byte> match)
    {
        int length = FlowRemovedReader.MatchOffset + match.Length;
        Span<byte> message = WireMessage.Begin(output, OfpType.FlowRemoved, xid, length);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], header.Cookie);
        BinaryPrimitives.WriteUInt16BigEndian(message[16..], header.Priority);
        message[18] = (byte)header.Reason;
        message[19] = header.TableId;
        BinaryPrimitives.WriteUInt32BigEndian(message[20..], header.DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], header.DurationNanoseconds);
        BinaryPrimitives.WriteUInt16BigEndian(message[28..], header.IdleTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(message[30..], header.HardTimeoutSeconds);
        BinaryPrimitives.WriteUInt64BigEndian(message[32..], header.PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(message[40..], header.ByteCount);
        match.CopyTo(message[FlowRemovedReader.MatchOffset..]);
        output.Advance(length);
    }
}
