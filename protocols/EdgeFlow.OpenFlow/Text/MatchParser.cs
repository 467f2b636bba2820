using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Collects the match part of flow text. Names that depend on the protocol are resolved at the end.</summary>
internal sealed class MatchParser
{
    private readonly List<(string Name, string Value)> _later = [];
    private Match _match = Match.Any;

    /// <summary>Takes a token if it is a protocol word or a field.</summary>
    /// <returns>False if it is neither.</returns>
    /// <exception cref="FormatException">A known field with a value that it cannot have.</exception>
    public bool TryAdd(string name, string? value)
    {
        if (value is null)
        {
            return TryAddShorthand(name);
        }

        switch (name.ToLowerInvariant())
        {
            case "nw_src" or "nw_dst" or "nw_proto" or "ip_proto" or "tp_src" or "tp_dst" or "icmp_type" or "icmp_code":
                _later.Add((name.ToLowerInvariant(), value));
                return true;
            case "dl_vlan":
                ulong vlan = NumberText.Parse(value, name, 0xffff);
                if (vlan is > 0xfff and not 0xffff)
                {
                    throw new FormatException($"dl_vlan: '{value}' is no VLAN; give 0..4095, or 0xffff for frames without a tag.");
                }

                _match = vlan == 0xffff ? _match.WithoutVlan() : _match.WithVlan((ushort)vlan);
                return true;
            case "vlan_tci":
                AddVlanTci(value);
                return true;
            case "nw_tos" or "ip_tos":
                ulong tos = NumberText.Parse(value, name, 0xff);
                if ((tos & 3) != 0)
                {
                    throw new FormatException($"nw_tos: '{value}' has ECN bits set; give a multiple of 4, and nw_ecn for the rest.");
                }

                _match = _match.With(OxmField.IpDscp, tos >> 2);
                return true;
            default:
                if (!FieldNames.TryFind(name, out OxmField field))
                {
                    return false;
                }

                _match = _match.With(FieldText.Parse(field, value));
                return true;
        }
    }

    /// <summary>The match of all tokens.</summary>
    /// <exception cref="FormatException">A name depends on a protocol that is not given.</exception>
    public Match Finish()
    {
        // nw_proto first: ports and ICMP depend on it.
        foreach ((string name, string value) in _later.OrderBy(token => token.Name is "nw_proto" or "ip_proto" ? 0 : 1))
        {
            _match = _match.With(FieldText.Parse(Resolve(name), value));
        }

        if (_match.Find(OxmField.VlanPcp) is not null && _match.Find(OxmField.VlanVid) is null)
        {
            _match = _match.With(OxmField.VlanVid, OfpConstants.VlanPresent, OfpConstants.VlanPresent);
        }

        return _match;
    }

    private bool TryAddShorthand(string name)
    {
        foreach ((string word, ushort ethType, int protocol) in MatchText.Shorthands)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                _match = _match.WithEthType(ethType);
                if (protocol >= 0)
                {
                    _match = _match.WithIpProto((byte)protocol);
                }

                return true;
            }
        }

        return false;
    }

    private OxmField Resolve(string name)
    {
        ulong ethType = _match.Find(OxmField.EthType)?.ToUInt64() ?? 0;
        bool isArp = ethType is 0x0806 or 0x8035;
        ulong proto = _match.Find(OxmField.IpProto)?.ToUInt64() ?? 0;
        return (name, proto) switch
        {
            ("nw_src", _) => isArp ? OxmField.ArpSpa : OxmField.Ipv4Src,
            ("nw_dst", _) => isArp ? OxmField.ArpTpa : OxmField.Ipv4Dst,
            ("nw_proto" or "ip_proto", _) => isArp ? OxmField.ArpOp : OxmField.IpProto,
            ("icmp_type", 58) => OxmField.Icmpv6Type,
            ("icmp_code", 58) => OxmField.Icmpv6Code,
            ("icmp_type", _) => OxmField.Icmpv4Type,
            ("icmp_code", _) => OxmField.Icmpv4Code,
            ("tp_src", 6) => OxmField.TcpSrc,
            ("tp_dst", 6) => OxmField.TcpDst,
            ("tp_src", 17) => OxmField.UdpSrc,
            ("tp_dst", 17) => OxmField.UdpDst,
            ("tp_src", 132) => OxmField.SctpSrc,
            ("tp_dst", 132) => OxmField.SctpDst,
            ("tp_src", 1) => OxmField.Icmpv4Type,
            ("tp_dst", 1) => OxmField.Icmpv4Code,
            ("tp_src", 58) => OxmField.Icmpv6Type,
            ("tp_dst", 58) => OxmField.Icmpv6Code,
            _ => throw new FormatException($"{name} needs a transport protocol; add tcp, udp, sctp, icmp, tcp6, udp6, sctp6 or icmp6."),
        };
    }

    private void AddVlanTci(string text)
    {
        const ulong PcpBits = 0xe000, VidBits = 0x1fff;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        ulong value = NumberText.Parse(slash < 0 ? text : text.AsSpan(0, slash), "vlan_tci", 0xffff);
        ulong mask = slash < 0 ? 0xffff : NumberText.Parse(text.AsSpan(slash + 1), "vlan_tci mask", 0xffff);
        if ((mask & VidBits) != 0)
        {
            _match = _match.With(OxmField.VlanVid, value & mask & VidBits, mask & VidBits);
        }

        bool isTagged = (value & mask & OfpConstants.VlanPresent) != 0;
        if ((mask & PcpBits) == PcpBits && isTagged)
        {
            _match = _match.With(OxmField.VlanPcp, (value & PcpBits) >> 13);
        }
        else if ((mask & PcpBits) != 0 && (mask & PcpBits) != PcpBits)
        {
            throw new FormatException($"vlan_tci: '{text}' masks part of the priority; OpenFlow 1.3 matches all or none of its bits (0xe000).");
        }
    }
}
