using System.Collections.Frozen;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>The names that ovs-ofctl knows for the 40 fields, and how their values are written.</summary>
internal static class FieldNames
{
    // By field number: the name in set_field, and the format of values.
    private static readonly (string Name, FieldFormat Format)[] s_fields =
    [
        ("in_port", FieldFormat.Port), ("in_phy_port", FieldFormat.Port), ("metadata", FieldFormat.Hexadecimal),
        ("eth_dst", FieldFormat.Mac), ("eth_src", FieldFormat.Mac), ("eth_type", FieldFormat.Hexadecimal),
        ("vlan_vid", FieldFormat.Decimal), ("vlan_pcp", FieldFormat.Decimal), ("ip_dscp", FieldFormat.Decimal),
        ("nw_ecn", FieldFormat.Decimal), ("nw_proto", FieldFormat.Decimal), ("ip_src", FieldFormat.Ipv4),
        ("ip_dst", FieldFormat.Ipv4), ("tcp_src", FieldFormat.Decimal), ("tcp_dst", FieldFormat.Decimal),
        ("udp_src", FieldFormat.Decimal), ("udp_dst", FieldFormat.Decimal), ("sctp_src", FieldFormat.Decimal),
        ("sctp_dst", FieldFormat.Decimal), ("icmp_type", FieldFormat.Decimal), ("icmp_code", FieldFormat.Decimal),
        ("arp_op", FieldFormat.Decimal), ("arp_spa", FieldFormat.Ipv4), ("arp_tpa", FieldFormat.Ipv4),
        ("arp_sha", FieldFormat.Mac), ("arp_tha", FieldFormat.Mac), ("ipv6_src", FieldFormat.Ipv6),
        ("ipv6_dst", FieldFormat.Ipv6), ("ipv6_label", FieldFormat.Hexadecimal), ("icmpv6_type", FieldFormat.Decimal),
        ("icmpv6_code", FieldFormat.Decimal), ("nd_target", FieldFormat.Ipv6), ("nd_sll", FieldFormat.Mac),
        ("nd_tll", FieldFormat.Mac), ("mpls_label", FieldFormat.Decimal), ("mpls_tc", FieldFormat.Decimal),
        ("mpls_bos", FieldFormat.Decimal), ("pbb_isid", FieldFormat.Decimal), ("tun_id", FieldFormat.Hexadecimal),
        ("ipv6_exthdr", FieldFormat.Hexadecimal),
    ];

    private static readonly FrozenDictionary<string, OxmField> s_byName = MakeNames();

    public static string NameOf(OxmField field) => s_fields[(int)field].Name;

    public static FieldFormat FormatOf(OxmField field) => s_fields[(int)field].Format;

    /// <summary>Finds a field by any of its names; names that mean different fields by context (nw_src, tp_dst) are not here.</summary>
    public static bool TryFind(string name, out OxmField field) => s_byName.TryGetValue(name, out field);

    private static FrozenDictionary<string, OxmField> MakeNames()
    {
        var names = new Dictionary<string, OxmField>(StringComparer.OrdinalIgnoreCase)
        {
            ["dl_dst"] = OxmField.EthDst,
            ["dl_src"] = OxmField.EthSrc,
            ["dl_type"] = OxmField.EthType,
            ["dl_vlan_pcp"] = OxmField.VlanPcp,
            ["ip_ecn"] = OxmField.IpEcn,
            ["ip_proto"] = OxmField.IpProto,
            ["ipv4_src"] = OxmField.Ipv4Src,
            ["ipv4_dst"] = OxmField.Ipv4Dst,
            ["icmpv4_type"] = OxmField.Icmpv4Type,
            ["icmpv4_code"] = OxmField.Icmpv4Code,
            ["ipv6_flabel"] = OxmField.Ipv6Flabel,
            ["ipv6_nd_target"] = OxmField.Ipv6NdTarget,
            ["ipv6_nd_sll"] = OxmField.Ipv6NdSll,
            ["ipv6_nd_tll"] = OxmField.Ipv6NdTll,
            ["tunnel_id"] = OxmField.TunnelId,
        };
        for (int i = 0; i < s_fields.Length; i++)
        {
            names.Add(s_fields[i].Name, (OxmField)i);
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
