using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What is known, while actions are compiled, about the headers of the frames that will come.</summary>
/// <remarks>
/// From the entry's match, then changed by each action in turn. A set-field whose header is known to be missing, or which the match does not
/// make sure of, is refused with MATCH_INCONSISTENT (OpenFlow 1.3.5 §7.2.5, §7.2.3.8); where an action before has exposed unknown headers, it is let
/// through and does nothing to frames that lack the header.
/// </remarks>
internal record struct HeaderFacts
{
    private const int Unset = -1, Unknown = -2;

    private int _ethType;
    private int _ipProto;
    private int _icmpType;
    private int _vlan; // 1 present, Unset: not made sure of, Unknown: perhaps

    /// <summary>Nothing is certain, everything is possible: groups' buckets, packet-outs.</summary>
    public static HeaderFacts Anything => new() { _ethType = Unknown, _ipProto = Unknown, _icmpType = Unknown, _vlan = Unknown };

    public static HeaderFacts FromMatch(OxmReader match)
    {
        var facts = new HeaderFacts { _ethType = Unset, _ipProto = Unset, _icmpType = Unset, _vlan = Unset };
        foreach (OxmTlv field in match)
        {
            if (field.Field == OxmField.VlanVid)
            {
                bool isPresent = (field.Value[0] & 0x10) != 0 && (!field.HasMask || (field.Mask[0] & 0x10) != 0);
                facts._vlan = isPresent ? 1 : Unset;
            }

            if (field.HasMask)
            {
                continue;
            }

            switch (field.Field)
            {
                case OxmField.EthType:
                    facts._ethType = (field.Value[0] << 8) | field.Value[1];
                    break;
                case OxmField.IpProto:
                    facts._ipProto = field.Value[0];
                    break;
                case OxmField.Icmpv6Type:
                    facts._icmpType = field.Value[0];
                    break;
                default:
                    break;
            }
        }

        return facts;
    }

    /// <summary>Whether a set-field of this field has its prerequisites (OpenFlow 1.3.5 table 12).</summary>
    public readonly bool Allow(OxmField field) => field switch
    {
        OxmField.VlanVid or OxmField.VlanPcp => _vlan != Unset,
        OxmField.IpDscp or OxmField.IpEcn or OxmField.IpProto => IsEthType(0x0800) || IsEthType(0x86dd),
        OxmField.Ipv4Src or OxmField.Ipv4Dst => IsEthType(0x0800),
        OxmField.TcpSrc or OxmField.TcpDst => IsIpProto(6),
        OxmField.UdpSrc or OxmField.UdpDst => IsIpProto(17),
        OxmField.SctpSrc or OxmField.SctpDst => IsIpProto(132),
        OxmField.Icmpv4Type or OxmField.Icmpv4Code => IsEthType(0x0800) && IsIpProto(1),
        OxmField.ArpOp or OxmField.ArpSpa or OxmField.ArpTpa or OxmField.ArpSha or OxmField.ArpTha => IsEthType(0x0806),
        OxmField.Ipv6Src or OxmField.Ipv6Dst or OxmField.Ipv6Flabel => IsEthType(0x86dd),
        OxmField.Icmpv6Type or OxmField.Icmpv6Code => IsEthType(0x86dd) && IsIpProto(58),
        OxmField.Ipv6NdTarget => IsIcmpType(135) || IsIcmpType(136),
        OxmField.Ipv6NdSll => IsIcmpType(135),
        OxmField.Ipv6NdTll => IsIcmpType(136),
        OxmField.MplsLabel or OxmField.MplsTc or OxmField.MplsBos => IsEthType(0x8847) || IsEthType(0x8848),
        OxmField.PbbIsid => IsEthType(0x88e7),
        _ => true,
    };

    /// <summary>Takes the effect of an action into account.</summary>
    public void Apply(in ActionOp action)
    {
        switch (action.Code)
        {
            case OpCode.PushVlan:
                _vlan = 1;
                break;
            case OpCode.PopVlan:
                _vlan = Unknown;
                break;
            case OpCode.PushMpls:
            case OpCode.PushPbb:
                _ethType = action.Argument;
                _ipProto = Unset;
                _vlan = Unset;
                break;
            case OpCode.PopMpls:
                _ethType = action.Argument;
                _ipProto = Unknown;
                _icmpType = Unknown;
                break;
            case OpCode.PopPbb:
                this = Anything;
                break;
            case OpCode.SetField when action.Field == OxmField.EthType:
                _ethType = (int)action.Low;
                _ipProto = Unknown;
                break;
            case OpCode.SetField when action.Field == OxmField.IpProto:
                _ipProto = (int)action.Low;
                _icmpType = Unknown;
                break;
            case OpCode.SetField when action.Field == OxmField.Icmpv6Type:
                _icmpType = (int)action.Low;
                break;
            default:
                break;
        }
    }

    private readonly bool IsEthType(int value) => _ethType == value || _ethType == Unknown;

    private readonly bool IsIpProto(int value) => _ipProto == value || _ipProto == Unknown;

    private readonly bool IsIcmpType(int value) => IsEthType(0x86dd) && IsIpProto(58) && (_icmpType == value || _icmpType == Unknown);
}
