namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Pushes, pops and TTLs: OpenFlow 1.3.5 §5.12, §7.2.4. Frames by hand; most shapes are those of third-party conformance suites.</summary>
public sealed class FrameEditTests
{
    private const string Vlan100Pcp3 = "81006064", Service100Pcp3 = "88a86064";

    private readonly TestSwitch _switch = new();

    [Fact]
    public void PushVlan_UntaggedFrame_VidAndPcpZero()
    {
        _switch.AddAll(Wire.PushVlan(0x8100), Wire.Output(2));

        Assert.Equal(Frames.Ipv4Tcp("81000000"), _switch.Forward(Frames.Ipv4Tcp()));
    }

    [Fact]
    public void PushVlan_TaggedFrame_CopiesVidAndPcpOutermost()
    {
        _switch.AddAll(Wire.PushVlan(0x88a8), Wire.Output(2));

        Assert.Equal(Frames.Ipv4Tcp(Service100Pcp3 + Vlan100Pcp3), _switch.Forward(Frames.Ipv4Tcp(Vlan100Pcp3)));
    }

    [Fact]
    public void PopVlan_TwoTags_OuterGoes()
    {
        _switch.AddAll(Wire.PopVlan(), Wire.Output(2));

        Assert.Equal(Frames.Ipv4Tcp(Vlan100Pcp3), _switch.Forward(Frames.Ipv4Tcp(Service100Pcp3 + Vlan100Pcp3)));
    }

    [Fact]
    public void PopVlan_NoTag_FrameUnchanged()
    {
        _switch.AddAll(Wire.PopVlan(), Wire.Output(2));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Theory]
    [InlineData(false, "00000140")]
    [InlineData(true, "00000100")]
    public void PushMpls_IpOrArp_TtlOfIpOrZeroBottomOfStack(bool isArp, string shim)
    {
        _switch.AddAll(Wire.PushMpls(0x8847), Wire.Output(2));
        byte[] frame = isArp ? Frames.Arp() : Frames.Ipv4Tcp();

        byte[] sent = _switch.Forward(frame);

        Assert.Equal(Frames.Hex(Frames.Addresses + "8847" + shim + Convert.ToHexString(frame[14..])), sent);
    }

    [Fact]
    public void PushMpls_OnLabel_CopiesLabelTcTtlWithoutBottom()
    {
        _switch.AddAll(Wire.PushMpls(0x8847), Wire.Output(2));
        string payload = Convert.ToHexString(Frames.Ipv4Tcp()[14..]);

        // label 100, TC 3, bottom of stack, TTL 64
        byte[] sent = _switch.Forward(Frames.Hex(Frames.Addresses + "8847" + "00064740" + payload));

        Assert.Equal(Frames.Hex(Frames.Addresses + "8847" + "00064640" + "00064740" + payload), sent);
    }

    [Fact]
    public void PopMpls_TwoLabelsOneByOne_EtherTypeAsTold()
    {
        string payload = Convert.ToHexString(Frames.Ipv4Tcp()[14..]);
        _switch.AddAll(Wire.PopMpls(0x8847), Wire.PopMpls(0x0800), Wire.Output(2));

        byte[] sent = _switch.Forward(Frames.Hex(Frames.Addresses + "8847" + "00064640" + "00064740" + payload));

        Assert.Equal(Frames.Ipv4Tcp(), sent);
    }

    [Fact]
    public void PushPbb_Twice_AddressesCopiedTagZero()
    {
        _switch.AddAll(Wire.PushPbb(0x88e7), Wire.PushPbb(0x88e7), Wire.Output(2));
        string header = Frames.Addresses + "88e7" + "00000000";

        byte[] sent = _switch.Forward(Frames.Arp());

        Assert.Equal(Frames.Hex(header + header + Convert.ToHexString(Frames.Arp())), sent);
    }

    [Fact]
    public void PushPbb_TaggedFrame_PcpInTheServiceTag()
    {
        _switch.AddAll(Wire.PushPbb(0x88e7), Wire.Output(2));

        byte[] sent = _switch.Forward(Frames.Arp(Vlan100Pcp3));

        Assert.Equal(Frames.Hex(Frames.Addresses + "88e7" + "60000000" + Convert.ToHexString(Frames.Arp(Vlan100Pcp3))), sent);
    }

    [Fact]
    public void PopPbb_CustomerFrameIsLeft()
    {
        _switch.AddAll(Wire.PopPbb(), Wire.Output(2));

        byte[] sent = _switch.Forward(Frames.Hex("aaaaaaaaaaaa" + "bbbbbbbbbbbb" + "88e7" + "00000064" + Convert.ToHexString(Frames.Arp())));

        Assert.Equal(Frames.Arp(), sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SetNwTtl_ChecksumFollows(bool isV4)
    {
        _switch.AddAll(Wire.SetNwTtl(32), Wire.Output(2));

        byte[] sent = _switch.Forward(isV4 ? Frames.Ipv4Tcp() : Frames.Ipv6Tcp());

        Assert.Equal(isV4 ? Frames.Ipv4Tcp(ttl: 32) : Frames.Ipv6Tcp(hopLimit: 32), sent);
    }

    [Fact]
    public void DecNwTtl_TaggedFrame_OneLess()
    {
        _switch.AddAll(Wire.DecNwTtl(), Wire.Output(2));

        Assert.Equal(Frames.Ipv4Tcp(Vlan100Pcp3, ttl: 63), _switch.Forward(Frames.Ipv4Tcp(Vlan100Pcp3)));
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)1)]
    public void DecNwTtl_TtlZeroOrOne_InvalidTtlPacketInAndNoOutput(byte ttl)
    {
        _switch.AddAll(Wire.DecNwTtl(), Wire.Output(2));

        _switch.Receive(Frames.Ipv4Tcp(ttl: ttl));

        Assert.Empty(_switch.Ports[1].Sent);
        Assert.Equal(OpenFlow.PacketInReason.InvalidTtl, Assert.Single(_switch.PacketIns).Reason);
    }

    [Fact]
    public void MplsTtls_SetDecrementCopy()
    {
        string payload = Convert.ToHexString(Frames.Ipv4Tcp(ttl: 32)[14..]);
        byte[] frame = Frames.Hex(Frames.Addresses + "8847" + "00064740" + payload);

        Assert.Equal("0006473F", Shim(frame, Wire.DecMplsTtl()));
        Assert.Equal("00064711", Shim(frame, Wire.SetMplsTtl(0x11)));
        Assert.Equal("00064720", Shim(frame, Wire.CopyTtlOut()));
    }

    [Fact]
    public void CopyTtlIn_LabelToIp_ChecksumFollows()
    {
        string payload = Convert.ToHexString(Frames.Ipv4Tcp(ttl: 32)[14..]);
        _switch.AddAll(Wire.CopyTtlIn(), Wire.Output(2));

        byte[] sent = _switch.Forward(Frames.Hex(Frames.Addresses + "8847" + "00064740" + payload));

        Assert.Equal(Frames.Hex(Frames.Addresses + "8847" + "00064740" + Convert.ToHexString(Frames.Ipv4Tcp(ttl: 64)[14..])), sent);
    }

    [Fact]
    public void CopyTtlOut_LabelToLabel()
    {
        string payload = Convert.ToHexString(Frames.Arp()[14..]);
        byte[] frame = Frames.Hex(Frames.Addresses + "8847" + "00064640" + "00064720" + payload);

        Assert.Equal("00064620", Shim(frame, Wire.CopyTtlOut()));
    }

    [Fact]
    public void GotoTable_AfterPopAndPush_MatchesTheNewHeaders()
    {
        string payload = Convert.ToHexString(Frames.Ipv4Tcp()[14..]);
        byte[] isTcp = Wire.Match(Wire.Oxm(5, "0800"), Wire.Oxm(10, "06"), Wire.Oxm(13, "2b67"));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.PopMpls(0x0800)), Wire.Goto(1)])));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(isTcp, [Wire.Apply(Wire.PushVlan(0x8100)), Wire.Goto(2)], table: 1)));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(6, "1000")), [Wire.Apply(Wire.Output(2))], table: 2)));

        byte[] sent = _switch.Forward(Frames.Hex(Frames.Addresses + "8847" + "00064740" + payload));

        Assert.Equal(Frames.Ipv4Tcp("81000000"), sent);
    }

    private string Shim(byte[] frame, byte[] action)
    {
        _switch.AddAll(action, Wire.Output(2));
        return Convert.ToHexString(_switch.Forward(frame).AsSpan(14, 4));
    }
}
