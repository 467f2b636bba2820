using System.Buffers.Binary;

namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>Finishes the TCP or UDP checksum of a frame whose sender left that to its device.</summary>
/// <remarks>
/// A host behind a veth or tap with checksum offload hands over frames that hold the sum of the pseudo header only
/// (CHECKSUM_PARTIAL). Sent on by a packet socket, they would reach the next host with a wrong checksum.
/// </remarks>
internal static class ChecksumCompletion
{
    private const byte Tcp = 6, Udp = 17;

    /// <summary>Fills the checksum in; leaves frames that it does not understand alone.</summary>
    /// <param name="frame">From the destination address on; the outer VLAN tag may be missing.</param>
    public static void Complete(Span<byte> frame)
    {
        int offset = 12;
        ushort etherType = 0;
        while (offset + 2 <= frame.Length)
        {
            etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
            offset += 2;
            if (!VlanTag.IsTpid(etherType))
            {
                break;
            }

            offset += 2;
        }

        if (offset > frame.Length)
        {
            return;
        }

        Span<byte> packet = frame[offset..];
        if (etherType == 0x0800)
        {
            CompleteIpv4(packet);
        }
        else if (etherType == 0x86dd && packet.Length >= 40)
        {
            int payloadLength = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
            CompleteTransport(packet[6], packet[40..], payloadLength);
        }
    }

    private static void CompleteIpv4(Span<byte> packet)
    {
        if (packet.Length < 20)
        {
            return;
        }

        int headerLength = (packet[0] & 0xf) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (headerLength >= 20 && headerLength <= packet.Length)
        {
            CompleteTransport(packet[9], packet[headerLength..], totalLength - headerLength);
        }
    }

    private static void CompleteTransport(byte protocol, Span<byte> segment, int length)
    {
        int field = protocol switch { Tcp => 16, Udp => 6, _ => -1 };
        if (field < 0 || length < field + 2 || length > segment.Length)
        {
            return;
        }

        ulong sum = 0;
        Span<byte> left = segment[..length];
        for (; left.Length >= 2; left = left[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(left);
        }

        sum += left.Length == 1 ? (uint)left[0] << 8 : 0;
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        ushort checksum = (ushort)~sum;
        BinaryPrimitives.WriteUInt16BigEndian(segment[field..], protocol == Udp && checksum == 0 ? (ushort)0xffff : checksum);
    }
}
