using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_PACKET_IN; allocates nothing.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.1; offsets in <see cref="PacketInReader"/>.</remarks>
public static class PacketInWriter
{
    /// <param name="data">The frame or its start, without FCS.</param>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public static void Write(IBufferWriter<byte> output, uint xid, in PacketInHeader header, ReadOnlySpan<byte> data)
    {
        bool hasPhyPort = header.InPhyPort != 0 && header.InPhyPort != header.InPort;
        int matchLength = 4 + 8 + (hasPhyPort ? 8 : 0) + (header.Metadata != 0 ? 12 : 0) + (header.TunnelId != 0 ? 12 : 0);
        int dataOffset = PacketInReader.MatchOffset + OfpConstants.Pad8(matchLength) + 2;
        int length = dataOffset + data.Length;
        Span<byte> message = WireMessage.Begin(output, OfpType.PacketIn, xid, length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], header.BufferId);
        BinaryPrimitives.WriteUInt16BigEndian(message[12..], header.TotalLength);
        message[14] = (byte)header.Reason;
        message[15] = header.TableId;
        BinaryPrimitives.WriteUInt64BigEndian(message[16..], header.Cookie);

        Span<byte> match = message[PacketInReader.MatchOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(match, 1);
        BinaryPrimitives.WriteUInt16BigEndian(match[2..], (ushort)matchLength);
        int offset = WriteUInt32(match, 4, OxmField.InPort, header.InPort);
        if (hasPhyPort)
        {
            offset = WriteUInt32(match, offset, OxmField.InPhyPort, header.InPhyPort);
        }

        if (header.Metadata != 0)
        {
            offset = WriteUInt64(match, offset, OxmField.Metadata, header.Metadata);
        }

        if (header.TunnelId != 0)
        {
            WriteUInt64(match, offset, OxmField.TunnelId, header.TunnelId);
        }

        data.CopyTo(message[dataOffset..]);
        output.Advance(length);
    }

    private static int WriteUInt32(Span<byte> match, int offset, OxmField field, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(match[offset..], OxmFields.Header(field, hasMask: false));
        BinaryPrimitives.WriteUInt32BigEndian(match[(offset + 4)..], value);
        return offset + 8;
    }

    private static int WriteUInt64(Span<byte> match, int offset, OxmField field, ulong value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(match[offset..], OxmFields.Header(field, hasMask: false));
        BinaryPrimitives.WriteUInt64BigEndian(match[(offset + 4)..], value);
        return offset + 12;
    }
}
