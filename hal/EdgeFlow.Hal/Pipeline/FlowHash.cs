using System.Buffers.Binary;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Spreads flows over the buckets of select groups.</summary>
/// <remarks>
/// What is hashed must be the same in all frames of a flow and differ between flows: addresses, types, tags, labels, transport ports. Not the
/// ingress port, metadata, traffic class, TTL, sequence numbers. Beyond what a match can see: inner tags and labels, the IP packet behind labels, customer
/// addresses of PBB, identifiers of ICMP echo, ESP, AH and GRE, and of EtherTypes that are not known the first 16 bytes of payload,
/// where headers have addresses and kinds.
/// </remarks>
internal static class FlowHash
{
    private const int UnknownHeaderSize = 16;
    private const byte Icmp = 1, Tcp = 6, Udp = 17, Gre = 47, Esp = 50, Ah = 51, IcmpV6 = 58, Sctp = 132;

    public static uint Compute(in FrameContext context)
    {
        const ulong Protocol = 0x0000_00ff_0000_0000, ProtocolAndPorts = 0x0000_00ff_ffff_ffff;
        ref readonly FlowKey key = ref context.Key;
        ulong hash = LaneHash.Add(LaneHash.Seed, key[3]);
        hash = LaneHash.Add(hash, key[4]);

        // Later fragments have no ports, and must follow the first.
        hash = LaneHash.Add(hash, key[5] & (context.Layout.Fragment == FragmentKind.None ? ProtocolAndPorts : Protocol));
        hash = LaneHash.Add(hash, key[6]);
        for (int lane = 9; lane <= 12; lane++)
        {
            hash = LaneHash.Add(hash, key[lane]);
        }

        hash = LaneHash.Add(hash, key[15]);
        hash = LaneHash.Add(hash, key[16]);
        return (uint)(LaneHash.Finish(AddUnmatched(hash, in context)) >> 32);
    }

    private static ulong AddUnmatched(ulong hash, in FrameContext context)
    {
        ref readonly FrameLayout layout = ref context.Layout;
        ReadOnlySpan<byte> frame = context.Frame;
        for (int tag = 1; tag < layout.VlanCount; tag++)
        {
            hash = LaneHash.Add(hash, Read(frame, layout.VlanOffset + (4 * tag) + 2, 2) & 0xfff);
        }

        for (int label = 1; label < layout.MplsCount; label++)
        {
            hash = LaneHash.Add(hash, Read(frame, layout.MplsOffset + (4 * label), 4) >> 12);
        }

        if (layout.PbbOffset != 0)
        {
            hash = LaneHash.Add(hash, Read(frame, layout.PbbOffset + 4, 8));
            return LaneHash.Add(hash, Read(frame, layout.PbbOffset + 12, 6));
        }

        if (layout.MplsOffset != 0)
        {
            return layout.L3 switch
            {
                L3Kind.Ipv4 => AddIpv4(hash, frame[layout.L3Offset..]),
                L3Kind.Ipv6 => AddIpv6(hash, frame[layout.L3Offset..]),
                _ => AddBytes(hash, frame, layout.MplsOffset + (4 * layout.MplsCount) + 4), // behind a pseudowire's control word
            };
        }

        return layout.L3 switch
        {
            L3Kind.Ipv4 or L3Kind.Ipv6 when layout.Fragment == FragmentKind.None => AddTransport(hash, in context),
            L3Kind.None => AddBytes(hash, frame, layout.L2End),
            _ => hash,
        };
    }

    private static ulong AddTransport(ulong hash, in FrameContext context)
    {
        ref readonly FrameLayout layout = ref context.Layout;
        ReadOnlySpan<byte> frame = context.Frame;
        int at = layout.PayloadOffset;
        switch (context.Key.IpProto)
        {
            case Icmp when layout.L4Offset != 0 && frame[layout.L4Offset] is 0 or 8:
            case IcmpV6 when layout.L4Offset != 0 && frame[layout.L4Offset] is 128 or 129:
                return LaneHash.Add(hash, Read(frame, layout.L4Offset + 4, 2));
            case Esp:
                return LaneHash.Add(hash, Read(frame, at, 4));
            case Ah:
                return LaneHash.Add(hash, Read(frame, at + 4, 4));
            case Gre when (Read(frame, at, 2) & 0x2000) != 0: // the key, behind the checksum if there is one
                return LaneHash.Add(hash, Read(frame, at + ((Read(frame, at, 2) & 0x8000) == 0 ? 4 : 8), 4));
            default:
                return hash;
        }
    }

    private static ulong AddIpv4(ulong hash, ReadOnlySpan<byte> packet)
    {
        byte protocol = (byte)Read(packet, 9, 1);
        hash = LaneHash.Add(LaneHash.Add(hash, Read(packet, 12, 8)), protocol);
        bool isFragment = (Read(packet, 6, 2) & 0x3fff) != 0;
        return isFragment ? hash : AddPorts(hash, packet, protocol, 4 * (int)(Read(packet, 0, 1) & 15));
    }

    private static ulong AddIpv6(ulong hash, ReadOnlySpan<byte> packet)
    {
        byte protocol = (byte)Read(packet, 6, 1);
        for (int at = 8; at < 40; at += 8)
        {
            hash = LaneHash.Add(hash, Read(packet, at, 8));
        }

        return AddPorts(LaneHash.Add(hash, protocol), packet, protocol, 40);
    }

    private static ulong AddPorts(ulong hash, ReadOnlySpan<byte> packet, byte protocol, int at) =>
        protocol is Tcp or Udp or Sctp ? LaneHash.Add(hash, Read(packet, at, 4)) : hash;

    private static ulong AddBytes(ulong hash, ReadOnlySpan<byte> frame, int start)
    {
        for (int at = start; at < start + UnknownHeaderSize; at += 8)
        {
            hash = LaneHash.Add(hash, Read(frame, at, 8));
        }

        return hash;
    }

    /// <summary>A big-endian number; 0 if it does not lie within the bytes.</summary>
    private static ulong Read(ReadOnlySpan<byte> bytes, int at, int count)
    {
        if (at + count > bytes.Length)
        {
            return 0;
        }

        bytes = bytes.Slice(at, count);
        return count switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            _ => ((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
        };
    }
}
