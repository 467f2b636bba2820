using System.Buffers.Binary;
using System.Numerics;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Frames written by hand. Checksums are computed here from the whole packet, and checked the same way: an oracle apart from the editor's updates.</summary>
internal static class Frames
{
    public const string Addresses = "222222222222" + "121111111111";
    private const string Payload = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>tos 32, 192.168.10.10 → 192.168.20.20, ports 11111 → 2222.</summary>
    public static byte[] Ipv4Tcp(string tags = "", byte ttl = 64, byte tos = 32) =>
        Fix(Hex(Addresses + tags + "0800" + Ipv4(6, 20 + 31, ttl, tos) + Tcp + Payload));

    public static byte[] Ipv4Udp(string tags = "", string checksum = "0000") =>
        Fix(Hex(Addresses + tags + "0800" + Ipv4(17, 8 + 31, 64, 0) + "2b6708ae0027" + checksum + Payload), keepUdp: checksum == "0000");

    public static byte[] Ipv4Sctp(string tags = "") =>
        Fix(Hex(Addresses + tags + "0800" + Ipv4(132, 12 + 32, 64, 0) + "2b6708ae" + "00000001" + "00000000" + Payload + "20"));

    public static byte[] Ipv4Icmp() =>
        Fix(Hex(Addresses + "0800" + Ipv4(1, 8 + 31, 64, 0) + "0800" + "0000" + "00010002" + Payload));

    public static byte[] Ipv6Tcp(string tags = "", byte hopLimit = 64) =>
        Fix(Hex(Addresses + tags + "86dd" + Ipv6(6, 20 + 31, hopLimit) + Tcp + Payload));

    public static byte[] Ipv6Udp() =>
        Fix(Hex(Addresses + "86dd" + Ipv6(17, 8 + 31, 64) + "2b6708ae0027" + "ffff" + Payload));

    /// <summary>A neighbour solicitation for 20::20 with the source link-layer option.</summary>
    public static byte[] Ipv6Solicitation() =>
        Fix(Hex(Addresses + "86dd" + Ipv6(58, 32, 255) + "8700" + "0000" + "00000000" + V6(0x20) + "0101" + "121111111111"));

    public static byte[] Ipv6Advertisement() =>
        Fix(Hex(Addresses + "86dd" + Ipv6(58, 32, 255) + "8800" + "0000" + "00000000" + V6(0x20) + "0201" + "222222222222"));

    public static byte[] Arp(string tags = "") =>
        Hex(Addresses + tags + "0806" + "0001080006040001" + "121111111111" + "c0a80a0a" + "222222222222" + "c0a81414" + new string('0', 36));

    /// <summary>An LLDP frame of chassis, port, TTL and end.</summary>
    public static byte[] Lldp() => Hex("0180c200000e121111111111" + "88cc" + "0207" + "04121111111111" + "0402" + "0731" + "06020078" + "0000");

    public static string V6(byte group) => $"00{group:x2}00000000000000000000000000{group:x2}";

    /// <summary>Whether every checksum in the frame is right, computed over the whole packet.</summary>
    public static void AssertChecksums(byte[] frame)
    {
        byte[] copy = [.. frame];
        Assert.Equal(Convert.ToHexString(Fix(copy)), Convert.ToHexString(frame));
    }

    /// <summary>Fills in every checksum.</summary>
    public static byte[] Fix(byte[] frame, bool keepUdp = false)
    {
        int at = 12;
        while (Read16(frame, at) is 0x8100 or 0x88a8)
        {
            at += 4;
        }

        int type = Read16(frame, at);
        int network = at + 2;
        if (type == 0x0800)
        {
            int header = (frame[network] & 15) * 4;
            int end = network + Read16(frame, network + 2);
            Write16(frame, network + 10, 0);
            Write16(frame, network + 10, Checksum(frame.AsSpan(network, header), 0));
            uint pseudo = Sum(frame.AsSpan(network + 12, 8)) + frame[network + 9] + (uint)(end - network - header);
            FixTransport(frame, network + header, end, frame[network + 9], pseudo, keepUdp);
        }
        else if (type == 0x86dd)
        {
            int end = network + 40 + Read16(frame, network + 4);
            uint pseudo = Sum(frame.AsSpan(network + 8, 32)) + frame[network + 6] + (uint)(end - network - 40);
            FixTransport(frame, network + 40, end, frame[network + 6], pseudo, keepUdp);
        }

        return frame;
    }

    private static string Tcp => "2b6708ae" + "00000000" + "00000000" + "50020000" + "00000000";

    private static string Ipv4(byte protocol, int length, byte ttl, byte tos) =>
        $"45{tos:x2}{20 + length:x4}00000000{ttl:x2}{protocol:x2}0000c0a80a0ac0a81414";

    private static string Ipv6(byte protocol, int length, byte hopLimit) =>
        $"62000064{length:x4}{protocol:x2}{hopLimit:x2}" + V6(0x10) + V6(0x20);

    private static void FixTransport(byte[] frame, int start, int end, byte protocol, uint pseudo, bool keepUdp)
    {
        Span<byte> packet = frame.AsSpan(start, end - start);
        switch (protocol)
        {
            case 1:
                Write16(frame, start + 2, 0);
                Write16(frame, start + 2, Checksum(packet, 0));
                break;
            case 6:
                Write16(frame, start + 16, 0);
                Write16(frame, start + 16, Checksum(packet, pseudo));
                break;
            case 17 when !keepUdp:
                Write16(frame, start + 6, 0);
                ushort checksum = Checksum(packet, pseudo);
                Write16(frame, start + 6, checksum == 0 ? (ushort)0xffff : checksum);
                break;
            case 58:
                Write16(frame, start + 2, 0);
                Write16(frame, start + 2, Checksum(packet, pseudo));
                break;
            case 132:
                packet[8..12].Clear();
                uint crc = uint.MaxValue;
                foreach (byte value in packet)
                {
                    crc = BitOperations.Crc32C(crc, value);
                }

                BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], ~crc);
                break;
            default:
                break;
        }
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)(bytes[i] << ((i & 1) == 0 ? 8 : 0));
        }

        return sum;
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint pseudo)
    {
        uint sum = Sum(bytes) + pseudo;
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static int Read16(byte[] frame, int at) => (frame[at] << 8) | frame[at + 1];

    private static void Write16(byte[] frame, int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), value);
}
