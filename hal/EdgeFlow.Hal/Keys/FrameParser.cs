using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Keys;

/// <summary>Turns a frame into a flow key and the offsets of its headers; runs once per frame.</summary>
/// <remarks>
/// Any bytes are accepted: what is cut off or malformed leaves its fields 0 and its offset absent, as if the header
/// were not there; nothing throws, nothing allocates. Decisions that the specification leaves open:
/// <list type="bullet">
/// <item>eth_type is what follows all VLAN tags (0x8100, 0x88a8); vlan_vid and vlan_pcp are the outer tag's.</item>
/// <item>802.3: the type inside SNAP with OUI 0; else 0x05ff.</item>
/// <item>MPLS and PBB frames have no fields beyond the outer label or I-TAG; below MPLS the layout still guesses
/// IPv4 or IPv6 by the first nibble, for TTL copies.</item>
/// <item>ip_proto is the last next-header value reached: 50 for ESP, which ends the chain, 59 for "no next header".</item>
/// <item>Later fragments keep the protocol that their header names (Open vSwitch reports 44 for IPv6); their transport fields are 0.</item>
/// <item>IP length fields that claim more than the frame holds do not make it malformed; a wrong version does (Open vSwitch: the reverse).</item>
/// <item>Transport fields count only if the whole fixed transport header is inside the datagram and the frame.</item>
/// </list>
/// <b>Threads:</b> stateless. <b>Spec:</b> OpenFlow 1.3.5 §7.2.2.7-8; RFC 8200 §4, RFC 791, RFC 826, RFC 4861 §4.
/// </remarks>
public static partial class FrameParser
{
    private const int EthernetHeaderSize = 14;
    private const int VlanTagSize = 4;
    private const int SnapSize = 8;
    private const int LabelSize = 4;
    private const int ArpSize = 28;

    // Offsets are 16 bits wide; headers beyond that are not looked for.
    private const int LongestParsed = ushort.MaxValue;

    /// <param name="frame">From the destination address, without FCS.</param>
    /// <param name="inPort">Becomes in_port and in_phy_port.</param>
    /// <param name="key">All fields; metadata and tunnel_id are 0.</param>
    /// <param name="layout">Offsets for the editors.</param>
    [SkipLocalsInit]
    public static void Parse(ReadOnlySpan<byte> frame, uint inPort, out FlowKey key, out FrameLayout layout)
    {
        key = default;
        layout = default;
        key[0] = ((ulong)inPort << 32) | inPort;
        if (frame.Length > LongestParsed)
        {
            frame = frame[..LongestParsed];
        }

        if (frame.Length < EthernetHeaderSize)
        {
            ParseShort(frame, ref key);
            return;
        }

        ulong destination = BinaryPrimitives.ReadUInt64BigEndian(frame);
        int at = 12;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        ulong tci = 0;
        if (EtherType.IsVlan(type))
        {
            SkipTags(frame, ref at, ref type, ref tci, ref key, ref layout);
        }

        int next = at + 2;
        layout.EthTypeOffset = (ushort)at;
        if (type < EtherType.LowestType)
        {
            type = ReadSnap(frame, ref next, ref layout);
        }

        key[3] = (destination & ~0xFFFFUL) | type;
        key[4] = (BinaryPrimitives.ReadUInt64BigEndian(frame[6..]) & ~0xFFFFUL) | tci;
        layout.L2End = layout.PayloadOffset = (ushort)next;
        switch (type)
        {
            case EtherType.Ipv4:
                ParseIpv4(frame, next, ref key, ref layout);
                break;
            case EtherType.Ipv6:
                ParseIpv6(frame, next, ref key, ref layout);
                break;
            case EtherType.Arp or EtherType.Rarp:
                ParseArp(frame, next, ref key, ref layout);
                break;
            case EtherType.Mpls or EtherType.MplsMulticast:
                ParseMpls(frame, next, ref key, ref layout);
                break;
            case EtherType.Pbb:
                ParsePbb(frame, next, ref key, ref layout);
                break;
            default:
                break;
        }
    }

    // Fewer bytes than an Ethernet header: take the addresses that are whole.
    private static void ParseShort(ReadOnlySpan<byte> frame, ref FlowKey key)
    {
        if (frame.Length >= MacAddress.Size)
        {
            key.EthDst = MacAddress.ReadFrom(frame);
        }

        if (frame.Length >= 2 * MacAddress.Size)
        {
            key.EthSrc = MacAddress.ReadFrom(frame[MacAddress.Size..]);
        }
    }

    private static void SkipTags(ReadOnlySpan<byte> frame, ref int at, ref ushort type, ref ulong tci, ref FlowKey key, ref FrameLayout layout)
    {
        // A tag is there only if its TCI and the type after it are.
        while (EtherType.IsVlan(type) && frame.Length - at >= VlanTagSize + 2)
        {
            if (layout.VlanCount == 0)
            {
                layout.VlanOffset = (ushort)at;
                ushort outer = BinaryPrimitives.ReadUInt16BigEndian(frame[(at + 2)..]);
                tci = (uint)(outer & 0x0FFF) | FlowKey.VlanPresent;
                key[5] = (ulong)(outer >> 13) << 56; // vlan_pcp
            }

            if (layout.VlanCount < byte.MaxValue)
            {
                layout.VlanCount++;
            }

            at += VlanTagSize;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
        }
    }

    private static ushort ReadSnap(ReadOnlySpan<byte> frame, ref int next, ref FrameLayout layout)
    {
        ReadOnlySpan<byte> llc = frame[next..];
        if (llc.Length < SnapSize || !llc.StartsWith<byte>([0xAA, 0xAA, 0x03, 0x00, 0x00, 0x00]))
        {
            return EtherType.NoType;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(llc[6..]);
        if (type < EtherType.LowestType)
        {
            return EtherType.NoType;
        }

        layout.EthTypeOffset = (ushort)(next + 6);
        next += SnapSize;
        return type;
    }

    private static void ParseArp(ReadOnlySpan<byte> frame, int at, ref FlowKey key, ref FrameLayout layout)
    {
        ReadOnlySpan<byte> arp = frame[at..];

        // Ethernet (1), IPv4, address lengths 6 and 4; other kinds have their fields elsewhere.
        if (arp.Length < ArpSize || BinaryPrimitives.ReadUInt64BigEndian(arp) >> 16 != 0x0001_0800_0604)
        {
            return;
        }

        layout.L3 = L3Kind.Arp;
        layout.L3Offset = (ushort)at;
        layout.PayloadOffset = (ushort)(at + ArpSize);
        key.L4Src = BinaryPrimitives.ReadUInt16BigEndian(arp[6..]);
        key.ArpSha = MacAddress.ReadFrom(arp[8..]);
        key.ArpTha = MacAddress.ReadFrom(arp[18..]);
        key[6] = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(arp[14..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(arp[24..]);
    }

    private static void ParseMpls(ReadOnlySpan<byte> frame, int at, ref FlowKey key, ref FrameLayout layout)
    {
        if (frame.Length - at < LabelSize)
        {
            return;
        }

        uint entry = BinaryPrimitives.ReadUInt32BigEndian(frame[at..]);
        layout.MplsOffset = (ushort)at;
        layout.MplsCount = 1;
        key.MplsLabel = entry >> 12;
        key.MplsTc = (byte)((entry >> 9) & 7);
        key.MplsBos = (byte)((entry >> 8) & 1);
        at += LabelSize;
        while ((entry & 0x100) == 0 && frame.Length - at >= LabelSize)
        {
            entry = BinaryPrimitives.ReadUInt32BigEndian(frame[at..]);
            at += LabelSize;
            if (layout.MplsCount < byte.MaxValue)
            {
                layout.MplsCount++;
            }
        }

        layout.PayloadOffset = (ushort)at;
        if ((entry & 0x100) != 0 && at < frame.Length)
        {
            GuessPayload(frame, at, ref layout);
        }
    }

    private static void GuessPayload(ReadOnlySpan<byte> frame, int at, ref FrameLayout layout)
    {
        int nibble = frame[at] >> 4;
        if (nibble == 4 && frame.Length - at >= Ipv4HeaderSize)
        {
            layout.L3 = L3Kind.Ipv4;
            layout.L3Offset = (ushort)at;
        }
        else if (nibble == 6 && frame.Length - at >= Ipv6HeaderSize)
        {
            layout.L3 = L3Kind.Ipv6;
            layout.L3Offset = (ushort)at;
        }
    }

    private static void ParsePbb(ReadOnlySpan<byte> frame, int at, ref FlowKey key, ref FrameLayout layout)
    {
        const int TciSize = 4, CustomerHeaderSize = 14;
        if (frame.Length - at < TciSize)
        {
            return;
        }

        layout.PbbOffset = (ushort)at;
        layout.PayloadOffset = (ushort)(at + TciSize);
        key.PbbIsid = BinaryPrimitives.ReadUInt32BigEndian(frame[at..]) & 0xFF_FFFF;
        if (frame.Length - at >= TciSize + CustomerHeaderSize)
        {
            layout.PayloadOffset = (ushort)(at + TciSize + CustomerHeaderSize);
        }
    }
}
