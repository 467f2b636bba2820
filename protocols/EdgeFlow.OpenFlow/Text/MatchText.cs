using System.Text;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Prints matches in the order and with the shorthands of ovs-ofctl.</summary>
internal static class MatchText
{
    // Protocol words: what they say about eth_type and nw_proto. The first that fits is printed.
    internal static readonly (string Word, ushort EthType, int Proto)[] Shorthands =
    [
        ("icmp", 0x0800, 1), ("tcp", 0x0800, 6), ("udp", 0x0800, 17), ("sctp", 0x0800, 132), ("ip", 0x0800, -1),
        ("icmp6", 0x86dd, 58), ("tcp6", 0x86dd, 6), ("udp6", 0x86dd, 17), ("sctp6", 0x86dd, 132), ("ipv6", 0x86dd, -1),
        ("arp", 0x0806, -1), ("rarp", 0x8035, -1), ("mpls", 0x8847, -1), ("mplsm", 0x8848, -1),
    ];

    private static readonly OxmField[] s_order =
    [
        OxmField.TunnelId, OxmField.Metadata, OxmField.InPort, OxmField.InPhyPort, OxmField.VlanVid, OxmField.VlanPcp,
        OxmField.EthSrc, OxmField.EthDst, OxmField.EthType, OxmField.PbbIsid,
        OxmField.ArpSpa, OxmField.ArpTpa, OxmField.ArpOp, OxmField.ArpSha, OxmField.ArpTha,
        OxmField.Ipv4Src, OxmField.Ipv4Dst, OxmField.Ipv6Src, OxmField.Ipv6Dst, OxmField.Ipv6Flabel, OxmField.Ipv6Exthdr,
        OxmField.IpProto, OxmField.IpDscp, OxmField.IpEcn, OxmField.MplsLabel, OxmField.MplsTc, OxmField.MplsBos,
        OxmField.TcpSrc, OxmField.TcpDst, OxmField.UdpSrc, OxmField.UdpDst, OxmField.SctpSrc, OxmField.SctpDst,
        OxmField.Icmpv4Type, OxmField.Icmpv4Code, OxmField.Icmpv6Type, OxmField.Icmpv6Code,
        OxmField.Ipv6NdTarget, OxmField.Ipv6NdSll, OxmField.Ipv6NdTll,
    ];

    /// <summary>Appends fields separated by commas, nothing for a match of everything.</summary>
    public static void Append(StringBuilder text, Match match)
    {
        bool ethTypeDone = false, protoDone = false;
        if (match.Find(OxmField.EthType) is { } ethType)
        {
            OxmValue? proto = match.Find(OxmField.IpProto);
            foreach ((string word, ushort type, int protocol) in Shorthands)
            {
                if (ethType.ToUInt64() == type && (protocol < 0 || (proto is not null && (int)proto.ToUInt64() == protocol)))
                {
                    AppendToken(text, word);
                    ethTypeDone = true;
                    protoDone = protocol >= 0;
                    break;
                }
            }
        }

        bool hasPcp = match.Find(OxmField.VlanPcp) is not null;
        foreach (OxmField field in s_order)
        {
            if (match.Find(field) is not { } value || (field == OxmField.EthType && ethTypeDone) || (field == OxmField.IpProto && protoDone))
            {
                continue;
            }

            string token = field == OxmField.VlanVid ? VlanToken(value, hasPcp) : $"{NameOf(field)}={ValueOf(value)}";
            if (token.Length > 0)
            {
                AppendToken(text, token);
            }
        }
    }

    private static string VlanToken(OxmValue value, bool hasPcp)
    {
        ulong vid = value.ToUInt64(), mask = value.MaskToUInt64();
        if (!value.HasMask)
        {
            return (vid & OfpConstants.VlanPresent) != 0 ? $"dl_vlan={vid & 0xfff}" : $"vlan_tci=0x{vid:x4}/0x1fff";
        }

        // dl_vlan_pcp alone says that there is a tag.
        return hasPcp && vid == OfpConstants.VlanPresent && mask == OfpConstants.VlanPresent ? "" : $"vlan_tci=0x{vid:x4}/0x{mask:x4}";
    }

    private static string NameOf(OxmField field) => field switch
    {
        OxmField.EthDst => "dl_dst",
        OxmField.EthSrc => "dl_src",
        OxmField.EthType => "dl_type",
        OxmField.VlanPcp => "dl_vlan_pcp",
        OxmField.IpDscp => "nw_tos",
        OxmField.Ipv4Src => "nw_src",
        OxmField.Ipv4Dst => "nw_dst",
        OxmField.TcpSrc or OxmField.UdpSrc or OxmField.SctpSrc => "tp_src",
        OxmField.TcpDst or OxmField.UdpDst or OxmField.SctpDst => "tp_dst",
        OxmField.Icmpv6Type => "icmp_type",
        OxmField.Icmpv6Code => "icmp_code",
        _ => FieldNames.NameOf(field),
    };

    private static string ValueOf(OxmValue value) =>
        value.Field == OxmField.IpDscp ? $"{value.ToUInt64() << 2}" : FieldText.Format(value);

    private static void AppendToken(StringBuilder text, string token)
    {
        if (text.Length > 0 && text[^1] is not (' ' or ','))
        {
            text.Append(',');
        }

        text.Append(token);
    }
}
