using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Few values per field, so that random frames often meet random matches; the same for frames, matches and set-fields.</summary>
internal static class FieldPool
{
    internal const ushort OtherType = 0x88b6;

    private static readonly OxmField[] s_ip = [OxmField.IpDscp, OxmField.IpEcn];
    private static readonly OxmField[] s_ip4 = [OxmField.Ipv4Src, OxmField.Ipv4Dst, .. s_ip];
    private static readonly OxmField[] s_ip6 = [OxmField.Ipv6Src, OxmField.Ipv6Dst, OxmField.Ipv6Flabel, .. s_ip];

    /// <summary>Fields that a match of the kind may name beyond its prerequisites.</summary>
    internal static OxmField[] FieldsOf(FrameKind kind) => kind switch
    {
        FrameKind.Arp => [OxmField.ArpOp, OxmField.ArpSpa, OxmField.ArpTpa, OxmField.ArpSha, OxmField.ArpTha],
        FrameKind.Ipv4Tcp => [OxmField.TcpSrc, OxmField.TcpDst, .. s_ip4],
        FrameKind.Ipv4Udp => [OxmField.UdpSrc, OxmField.UdpDst, .. s_ip4],
        FrameKind.Ipv4Sctp => [OxmField.SctpSrc, OxmField.SctpDst, .. s_ip4],
        FrameKind.Ipv4Icmp => [OxmField.Icmpv4Type, OxmField.Icmpv4Code, .. s_ip4],
        FrameKind.Ipv4Other or FrameKind.Ipv4Fragment => s_ip4,
        FrameKind.Ipv6Tcp => [OxmField.TcpSrc, OxmField.TcpDst, .. s_ip6],
        FrameKind.Ipv6Udp => [OxmField.UdpSrc, OxmField.UdpDst, .. s_ip6],
        FrameKind.Ipv6Sctp => [OxmField.SctpSrc, OxmField.SctpDst, .. s_ip6],
        FrameKind.Ipv6Fragment => s_ip6,
        FrameKind.Icmpv6 => [OxmField.Icmpv6Code, .. s_ip6],
        FrameKind.NeighborSolicitation => [OxmField.Ipv6NdTarget, OxmField.Ipv6NdSll, .. s_ip6],
        FrameKind.NeighborAdvertisement => [OxmField.Ipv6NdTarget, OxmField.Ipv6NdTll, .. s_ip6],
        FrameKind.Mpls => [OxmField.MplsLabel, OxmField.MplsTc, OxmField.MplsBos],
        _ => [],
    };

    internal static ushort EtherType(FrameKind kind) => kind switch
    {
        FrameKind.Arp => 0x0806,
        FrameKind.Rarp => 0x8035,
        FrameKind.Ipv4Tcp or FrameKind.Ipv4Udp or FrameKind.Ipv4Sctp or FrameKind.Ipv4Icmp or FrameKind.Ipv4Fragment or FrameKind.Ipv4Other => 0x0800,
        FrameKind.Mpls => 0x8847,
        FrameKind.Other => OtherType,
        _ => 0x86dd,
    };

    /// <summary>IP protocol number; -1 if the kind does not say.</summary>
    internal static int Protocol(FrameKind kind) => kind switch
    {
        FrameKind.Ipv4Tcp or FrameKind.Ipv6Tcp => 6,
        FrameKind.Ipv4Udp or FrameKind.Ipv6Udp => 17,
        FrameKind.Ipv4Sctp or FrameKind.Ipv6Sctp => 132,
        FrameKind.Ipv4Icmp => 1,
        FrameKind.Icmpv6 or FrameKind.NeighborSolicitation or FrameKind.NeighborAdvertisement => 58,
        _ => -1,
    };

    /// <summary>A value of the field's length, network byte order.</summary>
    internal static byte[] Bytes(Random random, OxmField field)
    {
        byte[] bytes = new byte[OxmFields.ByteCount(field)];
        if (bytes.Length == 16)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x20010db8);
            bytes[7] = (byte)random.Next(2);
            bytes[15] = (byte)random.Next(1, 4);
        }
        else
        {
            ulong value = Number(random, field);
            for (int i = bytes.Length - 1; i >= 0; i--, value >>= 8)
            {
                bytes[i] = (byte)value;
            }
        }

        return bytes;
    }

    /// <summary>A field as a match names it: exact, or masked where table 12 of the specification lets it be.</summary>
    internal static OxmValue MatchValue(Random random, OxmField field)
    {
        byte[] value = Bytes(random, field);
        if (!OxmFields.IsMaskable(field) || random.Next(3) != 0)
        {
            return new OxmValue(field, [.. value]);
        }

        byte[] mask = new byte[value.Length];
        if (random.Next(2) == 0)
        {
            int bits = OxmFields.BitCount(field), spare = value.Length * 8 - bits;
            for (int i = 0, length = random.Next(1, bits); i < length; i++)
            {
                mask[(spare + i) / 8] |= (byte)(0x80 >> ((spare + i) % 8));
            }
        }
        else
        {
            mask[^1] = (byte)random.Next(1, 256);
        }

        // A value outside of its mask is refused.
        return new OxmValue(field, [.. value.Zip(mask, (v, m) => (byte)(v & m))], ImmutableArray.Create(mask));
    }

    private static ulong Number(Random random, OxmField field) => field switch
    {
        OxmField.Metadata => (ulong)random.Next(4) << (random.Next(2) * 32),
        OxmField.TunnelId => (ulong)random.Next(3) << (random.Next(2) * 40),
        OxmField.EthDst or OxmField.EthSrc or OxmField.ArpSha or OxmField.ArpTha or OxmField.Ipv6NdSll or OxmField.Ipv6NdTll =>
            random.Next(6) == 0 ? 0x01005e000001UL : 0x020000000001UL + (ulong)random.Next(3),
        OxmField.VlanVid => OfpConstants.VlanPresent | Pick(random, [1, 2, 100]),
        OxmField.VlanPcp or OxmField.MplsTc => Pick(random, [0, 3, 7]),
        OxmField.IpDscp => Pick(random, [0, 8, 46]),
        OxmField.IpEcn => (ulong)random.Next(4),
        OxmField.Ipv4Src or OxmField.Ipv4Dst or OxmField.ArpSpa or OxmField.ArpTpa => Pick(random, [0x0a000001, 0x0a000002, 0x0a010001, 0xc0a80001]),
        OxmField.Icmpv4Type => Pick(random, [0, 8, 3]),
        OxmField.Icmpv4Code or OxmField.Icmpv6Code or OxmField.MplsBos => (ulong)random.Next(2),
        OxmField.Icmpv6Type => Pick(random, [128, 129]),
        OxmField.ArpOp => (ulong)random.Next(1, 3),
        OxmField.Ipv6Flabel => Pick(random, [0, 1, 0xabcde]),
        OxmField.MplsLabel => Pick(random, [16, 17, 1000]),
        _ => Pick(random, [53, 80, 443, 0x8000]), // ports of TCP, UDP, SCTP
    };

    private static ulong Pick(Random random, ReadOnlySpan<ulong> values) => values[random.Next(values.Length)];
}
