using System.Buffers.Binary;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>What the embedded guest answers: ARP, ICMP echo, UDP echo (port 7) and the count of UDP echoes (port 8).</summary>
/// <remarks>
/// Answers are made in place of the request. Swapping source and destination leaves the IP and UDP checksums right; the ICMP one changes by
/// the type only. Frames that are not for the guest, cut, or fragments are not answered.
/// </remarks>
internal static class GuestNetwork
{
    internal const int EchoPort = 7, CounterPort = 8;

    private const int EthernetLength = 14, ArpLength = 28, MinIpv4Length = 20, MinFrameLength = 60;
    private const ushort EtherTypeIpv4 = 0x0800, EtherTypeArp = 0x0806, EtherTypeRarp = 0x8035;
    private const byte Icmp = 1, Udp = 17;

    /// <summary>Turns a request into its answer.</summary>
    /// <param name="frame">The frame, with room for the answer after <paramref name="length"/>.</param>
    /// <param name="mac">The guest's address, 6 bytes.</param>
    /// <param name="ip">The guest's address, 4 bytes.</param>
    /// <param name="countEcho">Counts one UDP echo.</param>
    /// <param name="readCounter">Reads that count.</param>
    /// <returns>Bytes of the answer; 0 if there is none.</returns>
    internal static int Answer(
        Span<byte> frame,
        int length,
        ReadOnlySpan<byte> mac,
        ReadOnlySpan<byte> ip,
        Action countEcho,
        Func<ulong> readCounter)
    {
        if (length < EthernetLength)
        {
            return 0;
        }

        ushort etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        if (etherType == EtherTypeArp && length >= EthernetLength + ArpLength)
        {
            return AnswerArp(frame, mac, ip);
        }

        bool isIpv4 = etherType == EtherTypeIpv4 && length >= EthernetLength + MinIpv4Length && frame[..6].SequenceEqual(mac);
        return isIpv4 ? AnswerIpv4(frame, length, mac, ip, countEcho, readCounter) : 0;
    }

    /// <summary>The announcement of a guest that has just come to run here: RARP, as QEMU sends it.</summary>
    internal static byte[] BuildRarp(ReadOnlySpan<byte> mac)
    {
        byte[] frame = new byte[MinFrameLength];
        WriteArpHeader(frame, mac, EtherTypeRarp, operation: 3);
        mac.CopyTo(frame.AsSpan(22));
        mac.CopyTo(frame.AsSpan(32));
        return frame;
    }

    /// <summary>Gratuitous ARP: who has my own address?</summary>
    internal static byte[] BuildArpAnnouncement(ReadOnlySpan<byte> mac, ReadOnlySpan<byte> ip)
    {
        byte[] frame = new byte[MinFrameLength];
        WriteArpHeader(frame, mac, EtherTypeArp, operation: 1);
        mac.CopyTo(frame.AsSpan(22));
        ip.CopyTo(frame.AsSpan(28));
        ip.CopyTo(frame.AsSpan(38));
        return frame;
    }

    private static void WriteArpHeader(Span<byte> frame, ReadOnlySpan<byte> mac, ushort etherType, ushort operation)
    {
        frame[..6].Fill(0xff);
        mac.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], etherType);
        BinaryPrimitives.WriteUInt16BigEndian(frame[14..], 1); // Ethernet
        BinaryPrimitives.WriteUInt16BigEndian(frame[16..], EtherTypeIpv4);
        frame[18] = 6;
        frame[19] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(frame[20..], operation);
    }

    private static int AnswerArp(Span<byte> frame, ReadOnlySpan<byte> mac, ReadOnlySpan<byte> ip)
    {
        // ARP from offset 14: 20 operation, 22 sender MAC, 28 sender IP, 32 target MAC, 38 target IP.
        if (BinaryPrimitives.ReadUInt16BigEndian(frame[20..]) != 1 || !frame.Slice(38, 4).SequenceEqual(ip))
        {
            return 0;
        }

        frame.Slice(22, 10).CopyTo(frame[32..]);
        frame.Slice(6, 6).CopyTo(frame);
        mac.CopyTo(frame[6..]);
        frame[21] = 2;
        mac.CopyTo(frame[22..]);
        ip.CopyTo(frame[28..]);
        return EthernetLength + ArpLength;
    }

    private static int AnswerIpv4(
        Span<byte> frame,
        int length,
        ReadOnlySpan<byte> mac,
        ReadOnlySpan<byte> ip,
        Action countEcho,
        Func<ulong> readCounter)
    {
        Span<byte> packet = frame[EthernetLength..length];
        int headerLength = (packet[0] & 0x0f) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
        bool isGood = packet[0] >> 4 == 4 && headerLength >= MinIpv4Length && totalLength >= headerLength + 8 && totalLength <= packet.Length;
        if (!isGood || isFragment || !packet.Slice(16, 4).SequenceEqual(ip))
        {
            return 0;
        }

        Span<byte> payload = packet[headerLength..totalLength];
        int answerLength = packet[9] switch
        {
            Icmp => AnswerEcho(payload),
            Udp => AnswerUdp(frame[(EthernetLength + headerLength)..], payload.Length, countEcho, readCounter),
            _ => 0,
        };
        if (answerLength == 0)
        {
            return 0;
        }

        frame.Slice(6, 6).CopyTo(frame);
        mac.CopyTo(frame[6..]);
        packet.Slice(12, 4).CopyTo(packet[16..]);
        ip.CopyTo(packet[12..]);
        if (answerLength != payload.Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(headerLength + answerLength));
            WriteChecksum(packet[..headerLength]);
        }

        int answerFrameLength = EthernetLength + headerLength + answerLength;
        if (answerFrameLength >= MinFrameLength)
        {
            return answerFrameLength;
        }

        frame[answerFrameLength..MinFrameLength].Clear();
        return MinFrameLength;
    }

    private static int AnswerEcho(Span<byte> icmp)
    {
        if (icmp[0] != 8)
        {
            return 0;
        }

        // RFC 1624: HC' = ~(~HC + ~m + m'), m = 0x0800 and m' = 0 with the code, which stays.
        icmp[0] = 0;
        uint sum = (uint)(ushort)~BinaryPrimitives.ReadUInt16BigEndian(icmp[2..]) + 0xf7ff;
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], (ushort)~sum);
        return icmp.Length;
    }

    private static int AnswerUdp(Span<byte> udp, int length, Action countEcho, Func<ulong> readCounter)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
        if (port is not (EchoPort or CounterPort))
        {
            return 0;
        }

        udp[..2].CopyTo(udp[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)port);
        if (port == EchoPort)
        {
            countEcho();
            return length;
        }

        const int AnswerLength = 16;
        if (udp.Length < AnswerLength)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], AnswerLength);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0); // no checksum
        BinaryPrimitives.WriteUInt64BigEndian(udp[8..], readCounter());
        return AnswerLength;
    }

    private static void WriteChecksum(Span<byte> header)
    {
        header.Slice(10, 2).Clear();
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum += sum >> 16;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~sum);
    }
}
