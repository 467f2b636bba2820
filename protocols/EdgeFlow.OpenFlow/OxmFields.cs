namespace EdgeFlow.OpenFlow;

/// <summary>What the specification says about each of the 40 basic match fields.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.2.7, table 12; settable: §7.2.4, set-field.</remarks>
public static class OxmFields
{
    /// <summary>How many fields there are; <see cref="OxmField"/> runs from 0 to this minus 1.</summary>
    public const int Count = 40;

    private const ushort Ipv4 = 0x0800, Arp = 0x0806, Ipv6 = 0x86dd, Mpls = 0x8847, MplsMulticast = 0x8848, Pbb = 0x88e7;

    // Bytes of the value on the wire, by field number.
    private static ReadOnlySpan<byte> Bytes =>
    [
        4, 4, 8, 6, 6, 2, 2, 1, 1, 1, 1, 4, 4, 2, 2, 2, 2, 2, 2, 1,
        1, 2, 4, 4, 6, 6, 16, 16, 4, 1, 1, 16, 6, 6, 4, 1, 1, 3, 8, 2,
    ];

    // Significant bits, right-aligned in the value.
    private static ReadOnlySpan<byte> Bits =>
    [
        32, 32, 64, 48, 48, 16, 13, 3, 6, 2, 8, 32, 32, 16, 16, 16, 16, 16, 16, 8,
        8, 16, 32, 32, 48, 48, 128, 128, 20, 8, 8, 128, 48, 48, 20, 3, 1, 24, 64, 9,
    ];

    private const ulong Maskable =
        1UL << (int)OxmField.Metadata | 1UL << (int)OxmField.EthDst | 1UL << (int)OxmField.EthSrc |
        1UL << (int)OxmField.VlanVid | 1UL << (int)OxmField.Ipv4Src | 1UL << (int)OxmField.Ipv4Dst |
        1UL << (int)OxmField.ArpSpa | 1UL << (int)OxmField.ArpTpa | 1UL << (int)OxmField.ArpSha |
        1UL << (int)OxmField.ArpTha | 1UL << (int)OxmField.Ipv6Src | 1UL << (int)OxmField.Ipv6Dst |
        1UL << (int)OxmField.Ipv6Flabel | 1UL << (int)OxmField.PbbIsid | 1UL << (int)OxmField.TunnelId |
        1UL << (int)OxmField.Ipv6Exthdr;

    private const ulong NotSettable =
        1UL << (int)OxmField.InPort | 1UL << (int)OxmField.InPhyPort | 1UL << (int)OxmField.Metadata |
        1UL << (int)OxmField.Ipv6Exthdr;

    private static readonly OxmPrerequisite[] s_prerequisites = MakePrerequisites();

    /// <summary>Whether the number is one of the 40 fields.</summary>
    public static bool IsKnown(OxmField field) => (byte)field < Count;

    /// <summary>Bytes of the value on the wire; 0 for an unknown field.</summary>
    public static int ByteCount(OxmField field) => IsKnown(field) ? Bytes[(int)field] : 0;

    /// <summary>Significant bits, right-aligned in the value; 0 for an unknown field.</summary>
    public static int BitCount(OxmField field) => IsKnown(field) ? Bits[(int)field] : 0;

    /// <summary>Whether the specification allows a mask.</summary>
    public static bool IsMaskable(OxmField field) => IsKnown(field) && (Maskable >> (int)field & 1) != 0;

    /// <summary>Whether set-field may write it: all but the pipeline fields IN_PORT, IN_PHY_PORT, METADATA, and the pseudo-field IPV6_EXTHDR.</summary>
    public static bool IsSettable(OxmField field) => IsKnown(field) && (NotSettable >> (int)field & 1) == 0;

    /// <summary>What must be matched too; <see cref="OxmPrerequisiteKind.None"/> for a free or unknown field.</summary>
    public static OxmPrerequisite Prerequisite(OxmField field) => IsKnown(field) ? s_prerequisites[(int)field] : default;

    /// <summary>OXM header of class OPENFLOW_BASIC: class, field, mask bit, and the length of value and mask.</summary>
    public static uint Header(OxmField field, bool hasMask)
    {
        int length = ByteCount(field);
        return (uint)OxmClass.OpenFlowBasic << 16 | (uint)field << 9 | (hasMask ? 0x100u : 0) | (uint)(hasMask ? length * 2 : length);
    }

    /// <summary>Whether a value or mask of the right length keeps to the significant bits.</summary>
    /// <param name="value">Network byte order.</param>
    public static bool FitsBits(OxmField field, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length != ByteCount(field))
        {
            return false;
        }

        int spare = value.Length * 8 - BitCount(field);
        int whole = spare / 8;
        return !value[..whole].ContainsAnyExcept((byte)0) && value[whole] >> (8 - spare % 8) == 0;
    }

    private static OxmPrerequisite[] MakePrerequisites()
    {
        var all = new OxmPrerequisite[Count];
        all[(int)OxmField.InPhyPort] = new(OxmPrerequisiteKind.Present, OxmField.InPort, 0, 0);
        all[(int)OxmField.VlanPcp] = new(
            OxmPrerequisiteKind.BitsSet, OxmField.VlanVid, OfpConstants.VlanPresent, OfpConstants.VlanPresent);
        Set(all, OneOf(OxmField.EthType, Ipv4, Ipv6), OxmField.IpDscp, OxmField.IpEcn, OxmField.IpProto);
        Set(all, OneOf(OxmField.EthType, Ipv4), OxmField.Ipv4Src, OxmField.Ipv4Dst);
        Set(all, OneOf(OxmField.EthType, Ipv6), OxmField.Ipv6Src, OxmField.Ipv6Dst, OxmField.Ipv6Flabel, OxmField.Ipv6Exthdr);
        Set(all, OneOf(OxmField.EthType, Arp), OxmField.ArpOp, OxmField.ArpSpa, OxmField.ArpTpa, OxmField.ArpSha, OxmField.ArpTha);
        Set(all, OneOf(OxmField.EthType, Mpls, MplsMulticast), OxmField.MplsLabel, OxmField.MplsTc, OxmField.MplsBos);
        Set(all, OneOf(OxmField.EthType, Pbb), OxmField.PbbIsid);
        Set(all, OneOf(OxmField.IpProto, 6), OxmField.TcpSrc, OxmField.TcpDst);
        Set(all, OneOf(OxmField.IpProto, 17), OxmField.UdpSrc, OxmField.UdpDst);
        Set(all, OneOf(OxmField.IpProto, 132), OxmField.SctpSrc, OxmField.SctpDst);
        Set(all, OneOf(OxmField.IpProto, 1), OxmField.Icmpv4Type, OxmField.Icmpv4Code);
        Set(all, OneOf(OxmField.IpProto, 58), OxmField.Icmpv6Type, OxmField.Icmpv6Code);
        Set(all, OneOf(OxmField.Icmpv6Type, 135, 136), OxmField.Ipv6NdTarget);
        Set(all, OneOf(OxmField.Icmpv6Type, 135), OxmField.Ipv6NdSll);
        Set(all, OneOf(OxmField.Icmpv6Type, 136), OxmField.Ipv6NdTll);
        return all;
    }

    private static OxmPrerequisite OneOf(OxmField field, ushort value) => OneOf(field, value, value);

    private static OxmPrerequisite OneOf(OxmField field, ushort first, ushort second) =>
        new(OxmPrerequisiteKind.OneOf, field, first, second);

    private static void Set(OxmPrerequisite[] all, OxmPrerequisite prerequisite, params ReadOnlySpan<OxmField> fields)
    {
        foreach (OxmField field in fields)
        {
            all[(int)field] = prerequisite;
        }
    }
}
