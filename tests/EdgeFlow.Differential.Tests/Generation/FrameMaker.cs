using System.Buffers.Binary;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Random frames with right lengths and checksums, of 60 bytes at least.</summary>
internal sealed class FrameMaker(Random random)
{
    private const int MinLength = 60;

    internal byte[] Make(FrameKind kind)
    {
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
        while (bytes.Count < MinLength)
        {
            bytes.Add(0);
        }

        return [.. bytes];
    }

    private byte[] Payload(FrameKind kind) => kind switch
    {
        FrameKind.Arp => Arp(),
        FrameKind.Mpls => Mpls(),
        FrameKind.Other => Data(46),
        _ when FieldPool.EtherType(kind) == 0x0800 => Ipv4(kind),
        _ => Ipv6(kind),
    };

    private byte[] Arp() =>
        [0, 1, 8, 0, 6, 4, .. FieldPool.Bytes(random, OxmField.ArpOp), .. FieldPool.Bytes(random, OxmField.ArpSha), .. FieldPool.Bytes(random, OxmField.ArpSpa),
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
        byte[] body = Body(kind, [.. source, .. destination, 0, protocol]);
        byte[] options = random.Next(12) == 0 ? [1, 1, 1, 0] : [];
        int headerLength = 20 + options.Length;
        byte[] header =
        [
            (byte)(0x40 | headerLength / 4), (byte)(Number(OxmField.IpDscp) << 2 | Number(OxmField.IpEcn)), 0, 0,
            (byte)random.Next(256), (byte)random.Next(256), 0x40, 0, Ttl(), protocol, 0, 0, .. source, .. destination, .. options,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(headerLength + body.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        return [.. header, .. body];
    }

    private byte[] Ipv6(FrameKind kind)
    {
        byte[] source = FieldPool.Bytes(random, OxmField.Ipv6Src), destination = FieldPool.Bytes(random, OxmField.Ipv6Dst);
        byte protocol = Protocol(kind);
        byte[] body = Body(kind, [.. source, .. destination, 0, protocol]);
        uint first = 6u << 28 | (uint)(Number(OxmField.IpDscp) << 22) | (uint)(Number(OxmField.IpEcn) << 20) | (uint)Number(OxmField.Ipv6Flabel);
        byte hops = kind is FrameKind.NeighborSolicitation or FrameKind.NeighborAdvertisement ? (byte)255 : Ttl();
        byte[] header = [0, 0, 0, 0, 0, 0, protocol, hops, .. source, .. destination];
        BinaryPrimitives.WriteUInt32BigEndian(header, first);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)body.Length);
        return [.. header, .. body];
    }

    // What an IP header carries. The pseudo header lacks the length, which is even less than 64 KiB and added here.
    private byte[] Body(FrameKind kind, byte[] pseudoHeader)
    {
        (byte[] body, int checksumAt) = FieldPool.Protocol(kind) switch
        {
            6 => ((byte[])[.. Ports(OxmField.TcpSrc), .. Data(8), 0x50, 0x10, 1, 0, 0, 0, 0, 0, .. Data(random.Next(24))], 16),
            17 => ([.. Ports(OxmField.UdpSrc), 0, 0, 0, 0, .. Data(random.Next(24))], 6),
            1 => ([.. FieldPool.Bytes(random, OxmField.Icmpv4Type), .. FieldPool.Bytes(random, OxmField.Icmpv4Code), 0, 0, .. Data(20)], 2),
            58 => (Icmpv6(kind), 2),
            _ => (Data(24), -1),
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
        _ => [.. FieldPool.Bytes(random, OxmField.Icmpv6Type), .. FieldPool.Bytes(random, OxmField.Icmpv6Code), 0, 0, .. Data(12)],
    };

    private byte[] Ports(OxmField field) => [.. FieldPool.Bytes(random, field), .. FieldPool.Bytes(random, field)];

    private static byte Protocol(FrameKind kind) => FieldPool.Protocol(kind) is >= 0 and int protocol ? (byte)protocol : (byte)99;

    private byte Ttl() => random.Next(8) == 0 ? (byte)random.Next(3) : (byte)64;

    private byte[] Data(int length)
    {
        byte[] data = new byte[length];
        random.NextBytes(data);
        return data;
    }

    private ulong Number(OxmField field) => FieldPool.Bytes(random, field).Aggregate(0UL, (number, b) => number << 8 | b);

    private static void Add16(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);

    private static ushort Checksum(ReadOnlySpan<byte> bytes)
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
