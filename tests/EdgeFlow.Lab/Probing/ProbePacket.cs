using System.Buffers.Binary;

namespace EdgeFlow.Lab.Probing;

/// <summary>The bytes of a request and how an answer is recognised.</summary>
/// <remarks>
/// Payload, big-endian: <c>0 run id (8)  8 sequence (8)  16 zeros to 64 bytes</c>. As ICMP it stands after the 8-byte echo header, as
/// UDP alone. The run id keeps answers of an earlier probe out.
/// </remarks>
public static class ProbePacket
{
    public const int PayloadSize = 64, IcmpSize = 8 + PayloadSize;
    private const byte EchoRequest = 8, EchoReply = 0;

    /// <summary>Fills a UDP payload.</summary>
    public static void WritePayload(Span<byte> payload, ulong run, long sequence)
    {
        payload[..PayloadSize].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(payload, run);
        BinaryPrimitives.WriteInt64BigEndian(payload[8..], sequence);
    }

    /// <summary>Fills an ICMP echo request, checksum included (RFC 792; RFC 1071).</summary>
    public static void WriteEcho(Span<byte> message, ulong run, long sequence)
    {
        message[..8].Clear();
        message[0] = EchoRequest;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], (ushort)run);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)sequence);
        WritePayload(message[8..], run, sequence);
        uint sum = 0;
        for (int i = 0; i < IcmpSize; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum += sum >> 16;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)~sum);
    }

    /// <summary>Sequence number of a UDP answer of this run, or -1.</summary>
    public static long ReadPayload(ReadOnlySpan<byte> payload, ulong run) =>
        payload.Length >= 16 && BinaryPrimitives.ReadUInt64BigEndian(payload) == run ? BinaryPrimitives.ReadInt64BigEndian(payload[8..]) : -1;

    /// <summary>Sequence number of an echo reply of this run, or -1.</summary>
    /// <param name="packet">What a raw socket hands out: IPv4 header first.</param>
    public static long ReadEchoReply(ReadOnlySpan<byte> packet, ulong run)
    {
        int header = packet.Length > 0 ? (packet[0] & 15) * 4 : 0;
        return header >= 20 && packet.Length >= header + IcmpSize && packet[header] == EchoReply ? ReadPayload(packet[(header + 8)..], run) : -1;
    }
}
