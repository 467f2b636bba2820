using System.Buffers;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Tests.Golden;
using EdgeFlow.OpenFlow.Text;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class OxmMatchTests
{
    [Theory]
    [MemberData(nameof(OsKen.Matches), MemberType = typeof(OsKen))]
    public void Reader_EachField_YieldsFieldValueAndMask(OxmField field, string hex, string text)
    {
        byte[] bytes = Wire.Bytes(hex);
        var reader = new OxmReader(bytes);
        int count = 0;
        foreach (OxmTlv tlv in reader)
        {
            count++;
            Assert.Equal(field, tlv.Field);
            Assert.True(tlv.IsBasic);
            Assert.Equal(OxmFields.ByteCount(field), tlv.Value.Length);
            Assert.Equal(tlv.HasMask ? tlv.Value.Length : 0, tlv.Mask.Length);
            Assert.True(!tlv.HasMask || OxmFields.IsMaskable(field), text);
        }

        Assert.Equal(1, count);
        Assert.Equal(bytes.Length, reader.MatchLength);
    }

    [Theory]
    [MemberData(nameof(OsKen.Matches), MemberType = typeof(OsKen))]
    public void Match_EachField_WritesTheSameBytes(OxmField field, string hex, string text)
    {
        Match match = Match.Read(new OxmReader(Wire.Bytes(hex)));

        Assert.NotNull(match.Find(field));
        Assert.Equal(hex, Convert.ToHexStringLower(match.ToBytes()));
        Assert.Equal(text, match.ToString());
    }

    [Fact]
    public void Reader_AllFieldsOfTheTable_CoversForty() =>
        Assert.Equal(OxmFields.Count, OsKen.Matches.Select(row => row.Data.Item1).Distinct().Count());

    [Theory]
    [InlineData("0000000400000000", BadMatch.BadType)] // OFPMT_STANDARD
    [InlineData("00010003", BadMatch.BadLen)]
    [InlineData("000100", BadMatch.BadLen)]
    [InlineData("0001000c80000004", BadMatch.BadLen)] // says 12 bytes, padded 16, and 8 are there
    [InlineData("0001ffff80000004", BadMatch.BadLen)]
    public void Reader_BadMatchHeader_Refused(string hex, BadMatch error)
    {
        byte[] bytes = Wire.Bytes(hex);
        var exception = Assert.Throws<OpenFlowException>(() => new OxmReader(bytes).MatchLength);
        Assert.Equal(OfpError.From(error), exception.Error);
    }

    [Theory]
    [InlineData("0001000780000000", BadMatch.BadLen)] // OXM header cut off
    [InlineData("0001000c800000080000000100000000", BadMatch.BadLen)] // IN_PORT with 8 bytes
    [InlineData("0001000c800001040000000100000000", BadMatch.BadLen)] // IN_PORT with the mask bit and 4 bytes
    [InlineData("0001000a80000a040800000000000000", BadMatch.BadLen)] // longer than the match
    [InlineData("0001000c80006c040000000100000000", BadMatch.BadField)] // field 54
    [InlineData("0001000c000000040000000100000000", BadMatch.BadField)] // NXM class 0
    [InlineData("0001000a80000a020800" + "000000000000", null)]
    [InlineData("0001001080000a02080080000a020806", BadMatch.DupField)]
    public void Match_BadFields_Refused(string hex, BadMatch? error)
    {
        byte[] bytes = Wire.Bytes(hex);
        if (error is null)
        {
            Assert.Single(Match.Read(new OxmReader(bytes)).Fields);
            return;
        }

        var exception = Assert.Throws<OpenFlowException>(() => Match.Read(new OxmReader(bytes)));
        Assert.Equal(OfpError.From(error.Value), exception.Error);
    }

    [Fact]
    public void With_EqualMatchesInDifferentForms_AreEqual()
    {
        Match one = Match.Any.WithEthType(0x0800).With(OxmField.Ipv4Dst, 0x0a010203, 0xff000000).WithInPort(1);
        Match two = Match.Any.WithInPort(1).With(OxmField.Ipv4Dst, 0x0a000000, 0xff000000).WithEthType(0x0800);

        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.Equal(Match.Any.WithVlan(5), Match.Any.With(OxmField.VlanVid, 0x1005, 0x1fff));
        Assert.Equal(Match.Any, Match.Any.WithIpv4Src(0x0a000000, 0));
    }

    [Theory]
    [InlineData("in_port=1", null)]
    [InlineData("ip,nw_src=10.0.0.1", null)]
    [InlineData("ipv4_src=10.0.0.1", BadMatch.BadPrereq)]
    [InlineData("nw_proto=6,tp_dst=80", BadMatch.BadPrereq)]
    [InlineData("tcp,tp_dst=80", null)]
    [InlineData("tcp6,tp_dst=80", null)]
    [InlineData("icmp6,nd_target=fe80::1", BadMatch.BadPrereq)]
    [InlineData("icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=00:00:00:00:00:01", null)]
    [InlineData("icmp6,icmp_type=135,nd_tll=00:00:00:00:00:01", BadMatch.BadPrereq)]
    [InlineData("vlan_vid=0,vlan_pcp=1", BadMatch.BadPrereq)]
    [InlineData("dl_vlan=3,vlan_pcp=1", null)]
    [InlineData("dl_vlan_pcp=1", null)]
    [InlineData("in_phy_port=1", BadMatch.BadPrereq)]
    [InlineData("dl_type=0x88e7,pbb_isid=1", null)]
    [InlineData("mplsm,mpls_label=1", null)]
    [InlineData("ip,mpls_label=1", BadMatch.BadPrereq)]
    public void Validate_Prerequisites_AsTheSpecHasThem(string text, BadMatch? error) =>
        Assert.Equal(error is null ? null : OfpError.From(error.Value), Match.Parse(text).Validate());

    [Fact]
    public void Validate_BitsOutsideTheField_BadValue()
    {
        byte[] bytes = Wire.Bytes("0001000980000e010f00000000000000"); // VLAN_PCP 15
        Assert.Equal(BadMatch.BadValue, Match.Read(new OxmReader(bytes)).Validate());
    }

    [Fact]
    public void Reader_ExperimenterClass_YieldedAsIs()
    {
        byte[] bytes = Wire.Bytes("0001000effff000600002320abcd0000");
        foreach (OxmTlv tlv in new OxmReader(bytes))
        {
            Assert.False(tlv.IsBasic);
            Assert.Equal(OxmClass.Experimenter, tlv.Class);
            Assert.Equal("00002320abcd", Convert.ToHexStringLower(tlv.Payload));
        }
    }

    [Fact]
    public void FlowMod_WhatOvsOfctlSends_EqualsOurReadingOfTheText()
    {
        foreach (TheoryDataRow<string, string, string> row in OvsOfctlFlows.Added)
        {
            (string text, string printed, string hex) = row.Data;
            FlowMod sent = FlowMod.Read(new FlowModReader(Wire.Bytes(hex)));

            Assert.Equal(sent, FlowText.ParseFlowMod(text));
            Assert.Equal(printed, FlowText.Format(sent));
            Assert.Equal(sent, FlowText.ParseFlowMod(printed));

            var output = new ArrayBufferWriter<byte>();
            sent.Write(output, 6);
            Assert.Equal(sent, FlowMod.Read(new FlowModReader(output.WrittenSpan)));
        }
    }
}
