using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Keys;

/// <summary>OXM bytes by hand from OpenFlow 1.3.5 §7.2.2.2: 8000, field * 2 + has-mask, length, value, mask.</summary>
public sealed class FlowMatchCompilerTests
{
    private const string Ipv4Type = "80000a020800", Ipv6Type = "80000a0286dd", ArpType = "80000a020806";
    private const string Tcp = "8000140106", Icmpv6 = "800014013a";

    [Theory]
    [InlineData("no fields", "", null)]
    [InlineData("in_port", "8000000400000001", null)]
    [InlineData("in_phy_port behind in_port", "80000004000000018000020400000001", null)]
    [InlineData("in_phy_port alone", "8000020400000001", BadMatch.BadPrereq)]
    [InlineData("tcp_dst with its prerequisites", Ipv4Type + Tcp + "80001c020050", null)]
    [InlineData("tcp_dst over IPv6", Ipv6Type + Tcp + "80001c020050", null)]
    [InlineData("tcp_dst before ip_proto", Ipv4Type + "80001c020050" + Tcp, BadMatch.BadPrereq)]
    [InlineData("udp_dst with ip_proto tcp", Ipv4Type + Tcp + "800020020050", BadMatch.BadPrereq)]
    [InlineData("ip_proto alone", Tcp, BadMatch.BadPrereq)]
    [InlineData("ipv4_src with type arp", ArpType + "8000160401020304", BadMatch.BadPrereq)]
    [InlineData("arp_spa", ArpType + "80002c0401020304", null)]
    [InlineData("nd_target with type 135", Ipv6Type + Icmpv6 + "80003a0187" + "80003e10" + "fe800000000000000000000000000001", null)]
    [InlineData("nd_target with type 134", Ipv6Type + Icmpv6 + "80003a0186" + "80003e10" + "fe800000000000000000000000000001", BadMatch.BadPrereq)]
    [InlineData("nd_tll with type 135", Ipv6Type + Icmpv6 + "80003a0187" + "80004206020000000001", BadMatch.BadPrereq)]
    [InlineData("mpls_bos of multicast", "80000a028848" + "8000480101", null)]
    [InlineData("pbb_isid with mask", "80000a0288e7" + "80004b06" + "012300ffff00", null)]
    [InlineData("the same field twice", "80000004000000018000000400000001", BadMatch.DupField)]
    [InlineData("field 40", "8000500101", BadMatch.BadField)]
    [InlineData("unknown class", "8001000400000001", BadMatch.BadField)]
    [InlineData("experimenter class", "ffff000400000001", BadMatch.BadField)]
    [InlineData("mask on in_port", "8000010800000001ffffffff", BadMatch.BadMask)]
    [InlineData("mask on eth_type", "80000b040800ffff", BadMatch.BadMask)]
    [InlineData("value bit outside the mask", "8000070c" + "020000000001" + "ffffffffff00", BadMatch.BadWildcards)]
    [InlineData("eth_dst with an odd mask", "8000070c" + "010000000000" + "010000000000", null)]
    [InlineData("ip_dscp of 64", Ipv4Type + "8000100140", BadMatch.BadValue)]
    [InlineData("ip_ecn of 4", Ipv4Type + "8000120104", BadMatch.BadValue)]
    [InlineData("ipv6_flabel of 21 bits", Ipv6Type + "8000380400100000", BadMatch.BadValue)]
    [InlineData("mpls_label of 21 bits", "80000a028847" + "8000440400100000", BadMatch.BadValue)]
    [InlineData("ipv6_exthdr of 10 bits", Ipv6Type + "80004e020200", BadMatch.BadValue)]
    [InlineData("vlan_vid none", "80000c020000", null)]
    [InlineData("vlan_vid any tag", "80000d0410001000", null)]
    [InlineData("vlan_vid 100", "80000c021064", null)]
    [InlineData("vlan_vid 100 without present bit", "80000c020064", BadMatch.BadValue)]
    [InlineData("vlan_vid of 14 bits", "80000c022000", BadMatch.BadValue)]
    [InlineData("vlan_pcp with a tag", "80000c021064" + "80000e0107", null)]
    [InlineData("vlan_pcp with any tag", "80000d0410001000" + "80000e0107", null)]
    [InlineData("vlan_pcp without tag", "80000c020000" + "80000e0107", BadMatch.BadPrereq)]
    [InlineData("vlan_pcp alone", "80000e0107", BadMatch.BadPrereq)]
    [InlineData("vlan_pcp of 8", "80000c021064" + "80000e0108", BadMatch.BadValue)]
    public void TryCompile_Fields_AcceptedOrRefusedWithCode(string what, string tlvs, BadMatch? code)
    {
        bool isAccepted = FlowMatchCompiler.TryCompile(
            OxmReader.FromTlvs(Convert.FromHexString(tlvs)), out FlowMatch match, out OfpError? error);

        Assert.True(isAccepted == code is null, what);
        Assert.Equal(code is null ? null : OfpError.From(code.Value), error);
        Assert.True(isAccepted || match == FlowMatch.Any, what);
    }

    [Theory]
    [InlineData("80000c020000", "arp", true)]
    [InlineData("80000c020000", "vlan-udp", false)]
    [InlineData("80000d0410001000", "vlan-udp", true)]
    [InlineData("80000d0410001000", "arp", false)]
    [InlineData("80000c021064", "vlan-udp", true)]
    [InlineData("80000c021065", "vlan-udp", false)]
    [InlineData("80000d0410001064", "vlans-tcp6", false)]
    [InlineData(Ipv6Type + "80004f0400400040", "ext-ordered", true)]
    [InlineData(Ipv6Type + "80004f0400400040", "na", false)]
    [InlineData(Ipv4Type + "800017080a010000ffff0000", "sctp", true)]
    [InlineData(Ipv4Type + "800017080a020000ffff0000", "sctp", false)]
    [InlineData(ArpType + "80002a020002", "arp", true)]
    [InlineData("", "pbb", true)]
    public void Matches_CompiledFields_TheFramesTheyMean(string tlvs, string frame, bool expected)
    {
        bool isCompiled = FlowMatchCompiler.TryCompile(
            OxmReader.FromTlvs(Convert.FromHexString(tlvs)), out FlowMatch match, out _);
        FrameParser.Parse(SampleFrames.All[frame], 1, out FlowKey key, out _);

        Assert.Equal(expected, isCompiled && match.Matches(in key));
    }

    [Fact]
    public void TryCompile_CutOffField_BadLenThrown()
    {
        OpenFlowException thrown = Assert.Throws<OpenFlowException>(
            () => FlowMatchCompiler.TryCompile(OxmReader.FromTlvs([0x80, 0, 0, 4, 0]), out _, out _));

        Assert.Equal(OfpError.From(BadMatch.BadLen), thrown.Error);
    }
}
