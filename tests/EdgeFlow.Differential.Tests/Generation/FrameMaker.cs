using System.Buffers.Binary;
using System.Numerics;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Random frames with right lengths and checksums, of 60 bytes at least, each with its <see cref="Trailer"/>.</summary>
internal sealed class FrameMaker(Random random)
{
    private const int MinLength = 60;

    // The trailer is now payload, now padding behind it.
    private byte[] _payloadEnd = [];

    /// <param name="kind">What the frame carries.</param>
    /// <param name="id">Its number.</param>
    internal byte[] Make(FrameKind kind, uint id)
    {
        byte[] trailer = Trailer.Of(id);
        _payloadEnd = random.Next(2) == 0 ? [] : [.. Data(random.Next(8, 40)), .. trailer];
        var bytes = new List<byte>();
        bytes.AddRange(FieldPool.Bytes(random, OxmField.EthDst));
        bytes.AddRange(FieldPool.Bytes(random, OxmField.EthSrc));
        int tags = random.Next(10) switch { < 5 => 0, < 9 => 1, _ => 2 };
        for (int tag = 0; tag < tags; tag++)
        {
            Add16(bytes, tags == 2 && tag == 0 && random.Next(2) == 0 ? 0x88a8 : 0x8100);
            Add16(bytes, random.Next(8) << 13 | (int)(Number(OxmField.VlanVid) & 0xfff));
        }

        Add16(bytes, FieldPool.EtherType(kind));
        bytes.AddRange(Payload(kind));
        if (bytes.Count < MinLength || Trailer.Find([.. bytes]) is null)
        {
            bytes.AddRange(new byte[Math.Max(0, MinLength - Trailer.Length - bytes.Count)]);
            bytes.AddRange(trailer);
        }

        return [.. bytes];
    }

    private byte[] Payload(FrameKind kind) => kind switch
    {
        FrameKind.Arp => Arp(OxmField.ArpOp),
        FrameKind.Rarp => Arp(null),
        FrameKind.Mpls => Mpls(),
        FrameKind.Other => [.. Data(46), .. _payloadEnd],
        _ when FieldPool.EtherType(kind) == 0x0800 => Ipv4(kind),
        _ => Ipv6(kind),
    };

    private byte[] Arp(OxmField? operation) =>
        [0, 1, 8, 0, 6, 4, .. operation is { } field ? FieldPool.Bytes(random, field) : [0, 3], .. FieldPool.Bytes(random, OxmField.ArpSha), .. FieldPool.Bytes(random, OxmField.ArpSpa),
            .. FieldPool.Bytes(random, OxmField.ArpTha), .. FieldPool.Bytes(random, OxmField.ArpTpa)];

    private byte[] Mpls()
    {
        var bytes = new List<byte>();
        int labels = random.Next(1, 3);
        for (int i = 0; i < labels; i++)
        {
            uint entry = (uint)(Number(OxmField.MplsLabel) << 12) | (uint)(random.Next(8) << 9) | (i == labels - 1 ? 0x100u : 0) | Ttl();
            Add16(bytes, (int)(entry >> 16));
            Add16(bytes, (int)(entry & 0xffff));
        }

        bytes.AddRange(Ipv4(FrameKind.Ipv4Udp));
        return [.. bytes];
    }

    private byte[] Ipv4(FrameKind kind)
    {
        byte[] source = FieldPool.Bytes(random, OxmField.Ipv4Src), destination = FieldPool.Bytes(random, OxmField.Ipv4Dst);
        byte protocol = Protocol(kind);
        byte[] body = kind == FrameKind.Ipv4Fragment ? Piece() : Body(kind, [.. source, .. destination, 0, protocol]);
        int fragment = kind == FrameKind.Ipv4Fragment ? LaterFragment() : 0x4000; // else: don't fragment
        byte[] options = random.Next(12) == 0 ? [1, 1, 1, 0] : [];
        int headerLength = 20 + options.Length;
        byte[] header =
        [
            (byte)(0x40 | headerLength / 4), (byte)(Number(OxmField.IpDscp) << 2 | Number(OxmField.IpEcn)), 0, 0,
            (byte)random.Next(256), (byte)random.Next(256), (byte)(fragment >> 8), (byte)fragment, Ttl(), protocol, 0, 0, .. source, .. destination, .. options,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(headerLength + body.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        return [.. header, .. body];
    }

    private byte[] Ipv6(FrameKind kind)
    {
        byte[] source = FieldPool.Bytes(random, OxmField.Ipv6Src), destination = FieldPool.Bytes(random, OxmField.Ipv6Dst);
        byte protocol = Protocol(kind), next = protocol;
        byte[] body = kind == FrameKind.Ipv6Fragment ? Piece() : Body(kind, [.. source, .. destination, 0, protocol]);
        if (kind == FrameKind.Ipv6Fragment)
        {
            int fragment = LaterFragment();
            body = [protocol, 0, (byte)(fragment >> 5), (byte)(fragment << 3 | fragment >> 13), .. Data(4), .. body];
            next = 44;
        }
        else if (random.Next(10) == 0)
        {
            body = [protocol, 0, 1, 4, 0, 0, 0, 0, .. body]; // hop-by-hop options: padding
            next = 0;
        }

        uint first = 6u << 28 | (uint)(Number(OxmField.IpDscp) << 22) | (uint)(Number(OxmField.IpEcn) << 20) | (uint)Number(OxmField.Ipv6Flabel);
        byte hops = kind is FrameKind.NeighborSolicitation or FrameKind.NeighborAdvertisement ? (byte)255 : Ttl();
        byte[] header = [0, 0, 0, 0, 0, 0, next, hops, .. source, .. destination];
        BinaryPrimitives.WriteUInt32BigEndian(header, first);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)body.Length);
        return [.. header, .. body];
    }

    // What an IP header carries. The pseudo header lacks the length, which is even less than 64 KiB and added here.
    private byte[] Body(FrameKind kind, byte[] pseudoHeader)
    {
        (byte[] body, int checksumAt) = FieldPool.Protocol(kind) switch
        {
            6 => ((byte[])[.. Ports(OxmField.TcpSrc), .. Data(8), 0x50, 0x10, 1, 0, 0, 0, 0, 0, .. Data(random.Next(24)), .. _payloadEnd], 16),
            17 => ([.. Ports(OxmField.UdpSrc), 0, 0, 0, 0, .. Data(random.Next(24)), .. _payloadEnd], 6),
            1 => ([.. FieldPool.Bytes(random, OxmField.Icmpv4Type), .. FieldPool.Bytes(random, OxmField.Icmpv4Code), 0, 0, .. Data(20), .. _payloadEnd], 2),
            58 => (Icmpv6(kind), 2),
            132 => (Sctp(), -1),
            _ => ([.. Data(24), .. _payloadEnd], -1),
        };
        if (FieldPool.Protocol(kind) == 17)
        {
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(4), (ushort)body.Length);
        }

        bool isWithout = FieldPool.Protocol(kind) == 17 && pseudoHeader.Length == 10 && random.Next(6) == 0; // a checksum of 0: none
        if (checksumAt >= 0 && !isWithout)
        {
            byte[] pseudo = kind == FrameKind.Ipv4Icmp ? [] : [.. pseudoHeader, (byte)(body.Length >> 8), (byte)body.Length];
            ushort sum = Checksum([.. pseudo, .. body]);
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(checksumAt), sum == 0 ? ushort.MaxValue : sum);
        }

        return body;
    }

    private byte[] Icmpv6(FrameKind kind) => kind switch
    {
        FrameKind.NeighborSolicitation => [135, 0, 0, 0, 0, 0, 0, 0, .. FieldPool.Bytes(random, OxmField.Ipv6NdTarget), 1, 1, .. FieldPool.Bytes(random, OxmField.Ipv6NdSll)],
        FrameKind.NeighborAdvertisement =>
            [136, 0, 0, 0, 0x60, 0, 0, 0, .. FieldPool.Bytes(random, OxmField.Ipv6NdTarget), 2, 1, .. FieldPool.Bytes(random, OxmField.Ipv6NdTll)],
        _ => [.. FieldPool.Bytes(random, OxmField.Icmpv6Type), .. FieldPool.Bytes(random, OxmField.Icmpv6Code), 0, 0, .. Data(12), .. _payloadEnd],
    };

    // With the CRC of RFC 9260 appendix A, least byte first.
    private byte[] Sctp()
    {
        byte[] packet = [.. Ports(OxmField.SctpSrc), .. Data(4), 0, 0, 0, 0, .. Data(random.Next(4, 24)), .. _payloadEnd];
        uint crc = uint.MaxValue;
        foreach (byte b in packet)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), ~crc);
        return packet;
    }

    private byte[] Piece() => [.. Data(32), .. _payloadEnd];

    // Offset from 1 on in units of 8 bytes, in the upper 3 bits whether more follow.
    private int LaterFragment() => random.Next(1, 100) | random.Next(2) << 13;

    private byte[] Ports(OxmField field) => [.. FieldPool.Bytes(random, field), .. FieldPool.Bytes(random, field)];

    // Not known for later fragments over IPv6: to Open vSwitch their IP_PROTO is that of the fragment header.
    private byte Protocol(FrameKind kind) => kind is FrameKind.Ipv4Fragment
        ? (byte)random.Next(6, 18)
        : FieldPool.Protocol(kind) is >= 0 and int protocol ? (byte)protocol : (byte)99;

    private byte Ttl() => random.Next(8) == 0 ? (byte)random.Next(3) : (byte)64;

    private byte[] Data(int length)
    {
        byte[] data = new byte[length];
        random.NextBytes(data);
        return data;
    }

    private ulong Number(OxmField field) => FieldPool.Bytes(random, field).Aggregate(0UL, (number, b) => number << 8 | b);

    private static void Add16(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

    /// <summary>The Internet checksum (RFC 1071).</summary>
    internal static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }
}
