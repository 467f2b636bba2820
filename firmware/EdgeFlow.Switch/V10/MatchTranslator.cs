using System.Buffers.Binary;
using System.Numerics;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>Matches of OpenFlow 1.0 as OXM fields, and the reverse.</summary>
/// <remarks>
/// To 1.3: fields whose header the match does not ask for are ignored (OpenFlow 1.0.1 §3.4): network fields need dl_type IPv4, ARP or, beyond the
/// specification but as Open vSwitch has it, IPv6 (all but the addresses); transport fields need nw_proto TCP, UDP, SCTP or ICMP. dl_vlan_pcp without dl_vlan
/// is that priority in any tag. dl_vlan NONE is no tag.
/// To 1.0: what 40 bytes cannot say (IPv6 addresses, most masks, labels, ports beyond 16 bits) is left out, so that the entry shows, if wider than it is.
/// </remarks>
internal static class MatchTranslator
{
    private const ushort Ipv4 = 0x0800, Arp = 0x0806, Ipv6 = 0x86dd;
    private const byte Icmp = 1, Tcp = 6, Udp = 17, Icmpv6 = 58, Sctp = 132;
    private const ushort TypeOxm = 1;
    private const uint LargestIcmp = 0xff;

    /// <summary>Writes an ofp_match of 1.3 with header and padding.</summary>
    /// <returns>FLOW_MOD_FAILED (UNSUPPORTED in 1.0): an ICMP type or code above 255, which no frame can have.</returns>
    public static OfpError? Write(MessageBuffer output, in Match10 match)
    {
        int start = output.Count;
        output.U16(TypeOxm);
        int length = output.Length();
        if (match.Has(Wildcards10.InPort))
        {
            Field(output, OxmField.InPort);
            output.U32(OfpPort10.ToPort13(match.InPort));
        }

        WriteEthernet(output, in match);
        OfpError? error = match.Has(Wildcards10.DlType) ? WriteNetwork(output, in match) : null;
        output.PatchLength(length, start);
        output.PadTo8(start);
        return error;
    }

    /// <summary>What 1.0 can say of some OXM fields.</summary>
    public static Match10 Read(OxmReader fields)
    {
        Match10 match = Match10.Any;
        foreach (OxmTlv field in fields)
        {
            if (field.IsBasic)
            {
                match = Add(match, field);
            }
        }

        return match;
    }

    private static void WriteEthernet(MessageBuffer output, in Match10 match)
    {
        if (match.Has(Wildcards10.DlDst))
        {
            Field(output, OxmField.EthDst);
            output.U48(match.DlDst);
        }

        if (match.Has(Wildcards10.DlSrc))
        {
            Field(output, OxmField.EthSrc);
            output.U48(match.DlSrc);
        }

        if (match.Has(Wildcards10.DlType))
        {
            Field(output, OxmField.EthType);
            output.U16(match.DlType);
        }

        bool isTagged = true;
        if (match.Has(Wildcards10.DlVlan))
        {
            isTagged = match.DlVlan != Match10.VlanNone;
            Field(output, OxmField.VlanVid);
            output.U16(isTagged ? (ushort)(OfpConstants.VlanPresent | (match.DlVlan & 0xfff)) : OfpConstants.VlanNone);
        }
        else if (match.Has(Wildcards10.DlVlanPcp))
        {
            output.U32(OxmFields.Header(OxmField.VlanVid, hasMask: true));
            output.U16(OfpConstants.VlanPresent);
            output.U16(OfpConstants.VlanPresent);
        }

        if (match.Has(Wildcards10.DlVlanPcp) && isTagged)
        {
            Field(output, OxmField.VlanPcp);
            output.U8((byte)(match.DlVlanPcp & 7));
        }
    }

    private static OfpError? WriteNetwork(MessageBuffer output, in Match10 match)
    {
        switch (match.DlType)
        {
            case Ipv4 or Ipv6:
                return WriteIp(output, in match);
            case Arp:
                if (match.Has(Wildcards10.NwProto))
                {
                    Field(output, OxmField.ArpOp);
                    output.U16(match.NwProto);
                }

                Address(output, OxmField.ArpSpa, match.NwSrc, match.NwSrcMask);
                Address(output, OxmField.ArpTpa, match.NwDst, match.NwDstMask);
                return null;
            default:
                return null;
        }
    }

    private static OfpError? WriteIp(MessageBuffer output, in Match10 match)
    {
        if (match.Has(Wildcards10.NwTos))
        {
            Field(output, OxmField.IpDscp);
            output.U8((byte)(match.NwTos >> 2));
        }

        bool hasProtocol = match.Has(Wildcards10.NwProto);
        if (hasProtocol)
        {
            Field(output, OxmField.IpProto);
            output.U8(match.NwProto);
        }

        if (match.DlType == Ipv4)
        {
            Address(output, OxmField.Ipv4Src, match.NwSrc, match.NwSrcMask);
            Address(output, OxmField.Ipv4Dst, match.NwDst, match.NwDstMask);
        }

        if (!hasProtocol || TransportFields(match.DlType, match.NwProto) is not (OxmField source, OxmField destination))
        {
            return null;
        }

        OfpError? error = match.Has(Wildcards10.TpSrc) ? Transport(output, source, match.TpSrc) : null;
        return error ?? (match.Has(Wildcards10.TpDst) ? Transport(output, destination, match.TpDst) : null);
    }

    private static (OxmField Source, OxmField Destination)? TransportFields(ushort etherType, byte protocol) => (etherType, protocol) switch
    {
        (_, Tcp) => (OxmField.TcpSrc, OxmField.TcpDst),
        (_, Udp) => (OxmField.UdpSrc, OxmField.UdpDst),
        (_, Sctp) => (OxmField.SctpSrc, OxmField.SctpDst),
        (Ipv4, Icmp) => (OxmField.Icmpv4Type, OxmField.Icmpv4Code),
        (Ipv6, Icmpv6) => (OxmField.Icmpv6Type, OxmField.Icmpv6Code),
        _ => null,
    };

    private static OfpError? Transport(MessageBuffer output, OxmField field, ushort value)
    {
        bool isPort = OxmFields.ByteCount(field) == 2;
        if (!isPort && value > LargestIcmp)
        {
            return FlowModFailed.Unknown;
        }

        Field(output, field);
        if (isPort)
        {
            output.U16(value);
        }
        else
        {
            output.U8((byte)value);
        }

        return null;
    }

    private static void Field(MessageBuffer output, OxmField field) => output.U32(OxmFields.Header(field, hasMask: false));

    private static void Address(MessageBuffer output, OxmField field, uint value, uint mask)
    {
        if (mask == 0)
        {
            return;
        }

        bool hasMask = mask != uint.MaxValue;
        output.U32(OxmFields.Header(field, hasMask));
        output.U32(value & mask);
        if (hasMask)
        {
            output.U32(mask);
        }
    }

    private static Match10 Add(in Match10 match, OxmTlv field)
    {
        Wildcards10 wildcards = match.Wildcards;
        switch (field.Field)
        {
            case OxmField.Ipv4Src or OxmField.ArpSpa:
                return PrefixLength(field) is { } sourceBits
                    ? match with { NwSrc = Word(field.Value), Wildcards = wildcards & ~Wildcards10.NwSrcMask | (Wildcards10)((32 - sourceBits) << 8) }
                    : match;
            case OxmField.Ipv4Dst or OxmField.ArpTpa:
                return PrefixLength(field) is { } destinationBits
                    ? match with { NwDst = Word(field.Value), Wildcards = wildcards & ~Wildcards10.NwDstMask | (Wildcards10)((32 - destinationBits) << 14) }
                    : match;
            case var _ when field.HasMask && field.Mask.ContainsAnyExcept((byte)0xff) && !IsWholeVlan(field):
                return match; // a mask that only 1.3 has
            case OxmField.InPort:
                return OfpPort10.TryFromPort13(Word(field.Value), out ushort port)
                    ? match with { InPort = port, Wildcards = wildcards & ~Wildcards10.InPort }
                    : match;
            case OxmField.EthDst:
                return match with { DlDst = Long(field.Value), Wildcards = wildcards & ~Wildcards10.DlDst };
            case OxmField.EthSrc:
                return match with { DlSrc = Long(field.Value), Wildcards = wildcards & ~Wildcards10.DlSrc };
            case OxmField.EthType:
                return match with { DlType = Half(field.Value), Wildcards = wildcards & ~Wildcards10.DlType };
            case OxmField.VlanVid:
                ushort id = Half(field.Value);
                ushort vlan = (id & OfpConstants.VlanPresent) != 0 ? (ushort)(id & 0xfff) : Match10.VlanNone;
                return match with { DlVlan = vlan, Wildcards = wildcards & ~Wildcards10.DlVlan };
            case OxmField.VlanPcp:
                return match with { DlVlanPcp = field.Value[0], Wildcards = wildcards & ~Wildcards10.DlVlanPcp };
            case OxmField.IpDscp:
                return match with { NwTos = (byte)(field.Value[0] << 2), Wildcards = wildcards & ~Wildcards10.NwTos };
            case OxmField.IpProto:
                return match with { NwProto = field.Value[0], Wildcards = wildcards & ~Wildcards10.NwProto };
            case OxmField.ArpOp when field.Value[0] == 0:
                return match with { NwProto = field.Value[1], Wildcards = wildcards & ~Wildcards10.NwProto };
            case OxmField.TcpSrc or OxmField.UdpSrc or OxmField.SctpSrc:
                return match with { TpSrc = Half(field.Value), Wildcards = wildcards & ~Wildcards10.TpSrc };
            case OxmField.TcpDst or OxmField.UdpDst or OxmField.SctpDst:
                return match with { TpDst = Half(field.Value), Wildcards = wildcards & ~Wildcards10.TpDst };
            case OxmField.Icmpv4Type or OxmField.Icmpv6Type:
                return match with { TpSrc = field.Value[0], Wildcards = wildcards & ~Wildcards10.TpSrc };
            case OxmField.Icmpv4Code or OxmField.Icmpv6Code:
                return match with { TpDst = field.Value[0], Wildcards = wildcards & ~Wildcards10.TpDst };
            default:
                return match;
        }
    }

    /// <summary>A mask of the 13 bits that a VLAN_VID has is an exact match.</summary>
    private static bool IsWholeVlan(OxmTlv field) => field.Field == OxmField.VlanVid && (Half(field.Mask) & 0x1fff) == 0x1fff;

    /// <summary>Null: the mask is not a prefix.</summary>
    private static int? PrefixLength(OxmTlv field)
    {
        uint mask = field.HasMask ? Word(field.Mask) : uint.MaxValue;
        int ones = BitOperations.LeadingZeroCount(~mask);
        return mask == (ones == 0 ? 0 : uint.MaxValue << (32 - ones)) ? ones : null;
    }

    private static ushort Half(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value);

    private static uint Word(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt32BigEndian(value);

    private static ulong Long(ReadOnlySpan<byte> value) => ((ulong)BinaryPrimitives.ReadUInt16BigEndian(value) << 32) | BinaryPrimitives.ReadUInt32BigEndian(value[2..]);
}
