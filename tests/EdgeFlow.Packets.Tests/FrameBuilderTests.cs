namespace EdgeFlow.Packets.Tests;

public sealed class FrameBuilderTests
{
    private static ReadOnlySpan<byte> V4(byte last) => new byte[] { 10, 0, 0, last };

    private static byte[] V6(byte last)
    {
        var address = new byte[16];
        address[0] = 0xFD;
        address[15] = last;
        return address;
    }

    [Fact]
    public void Udp_OverIpv4_EqualsOtherImplementation()
    {
        Span<byte> packet = stackalloc byte[33];
        int header = Ipv4Builder.WriteHeader(
            packet, CapturedFrames.ClientIp, CapturedFrames.ServerIp, IpProtocol.Udp, 13, ttl: 255, trafficClass: 0xB9, identification: 0x1234);
        UdpBuilder.Write(packet[header..], V4(1), V4(2), 0x1234, 7, "hello"u8);

        byte[] frame = EthernetBuilder.Build(CapturedFrames.Server, CapturedFrames.Client, EtherType.Ipv4, packet);

        Assert.Equal(CapturedFrames.Udp, frame);
    }

    [Fact]
    public void Tcp_OverIpv4_EqualsOtherImplementation()
    {
        Span<byte> packet = stackalloc byte[43];
        int header = Ipv4Builder.WriteHeader(
            packet, CapturedFrames.ClientIp, CapturedFrames.ServerIp, IpProtocol.Tcp, 23, ttl: 255, identification: 1);
        TcpBuilder.Write(
            packet[header..], V4(1), V4(2), 1000, 80, 0x01020304, 0x05060708, TcpControlBits.Syn | TcpControlBits.Ack, 512, "abc"u8);

        Assert.Equal(
            CapturedFrames.Tcp,
            EthernetBuilder.Build(CapturedFrames.Server, CapturedFrames.Client, EtherType.Ipv4, packet));
    }

    [Fact]
    public void IcmpEcho_OverIpv4_EqualsOtherImplementation()
    {
        Span<byte> packet = stackalloc byte[32];
        int header = Ipv4Builder.WriteHeader(
            packet, CapturedFrames.ClientIp, CapturedFrames.ServerIp, IpProtocol.Icmp, 12, ttl: 255, identification: 1);
        IcmpBuilder.WriteEcho(packet[header..], IcmpReader.EchoRequest, 0x77, 9, "ping"u8);

        Assert.Equal(
            CapturedFrames.Icmp,
            EthernetBuilder.Build(CapturedFrames.Server, CapturedFrames.Client, EtherType.Ipv4, packet));
    }

    [Fact]
    public void IcmpEcho_OverIpv6_EqualsOtherImplementation()
    {
        Span<byte> packet = stackalloc byte[53];
        int header = Ipv6Builder.WriteHeader(
            packet, V6(1), V6(2), IpProtocol.Icmpv6, 13, hopLimit: 64, trafficClass: 0x2E, flowLabel: 0xABCDE);
        IcmpBuilder.WriteV6Echo(packet[header..], V6(1), V6(2), IcmpReader.V6EchoRequest, 0x77, 9, "ping!"u8);

        Assert.Equal(
            CapturedFrames.Icmpv6,
            EthernetBuilder.Build(CapturedFrames.Server, CapturedFrames.Client, EtherType.Ipv6, packet));
    }

    [Fact]
    public void Udp_OverIpv6_EqualsOtherImplementation()
    {
        Span<byte> packet = stackalloc byte[50];
        int header = Ipv6Builder.WriteHeader(packet, V6(1), V6(2), IpProtocol.Udp, 10);
        UdpBuilder.Write(packet[header..], V6(1), V6(2), 1, 2, "xy"u8);

        Assert.Equal(
            CapturedFrames.UdpOverIpv6,
            EthernetBuilder.Build(CapturedFrames.Server, CapturedFrames.Client, EtherType.Ipv6, packet));
    }

    [Fact]
    public void ArpProbe_UnicastRequest_EqualsOtherImplementation() =>
        Assert.Equal(
            CapturedFrames.ArpRequest,
            ArpBuilder.BuildProbe(CapturedFrames.Server, CapturedFrames.Client, CapturedFrames.ClientIp, CapturedFrames.ServerIp));

    // LAB-style announcement of a hypervisor, bytes by hand from RFC 903.
    [Fact]
    public void Rarp_Announcement_ReverseRequestFromTheMac()
    {
        byte[] expected = Convert.FromHexString(
            "ffffffffffff020000000001" + "8035" + "0001080006040003" + "02000000000100000000" + "02000000000100000000"
            + new string('0', 36));

        Assert.Equal(expected, ArpBuilder.BuildRarp(CapturedFrames.Client));
    }

    [Fact]
    public void Lldp_FourTlvs_EqualsOtherImplementation()
    {
        byte[] frame = new LldpBuilder("dpid:1"u8, [0, 0, 0, 3], 120)
            .AddOrganizationallySpecific(0x00EF4C57, "info"u8)
            .BuildFrame(CapturedFrames.Client);

        Assert.Equal(CapturedFrames.Lldp, frame);
    }

    [Fact]
    public void Lldp_ValueOf512Bytes_Refused() =>
        Assert.Throws<ArgumentException>(() => new LldpBuilder([1], [1], 1).Add(LldpTlvType.SystemName, new byte[512]));

    // Words by os-ken: vlan(pcp=5,cfi=1,vid=100), mpls(0xabcde,5,1,63), itag(3,1,1,0x123456).
    [Fact]
    public void Tags_AllFields_EqualOtherImplementation()
    {
        Span<byte> bytes = stackalloc byte[12];
        VlanTag.Create(EtherType.Vlan, 100, 5, dei: true).Write(bytes);
        MplsLabel.Create(0xABCDE, 5, true, 63).Write(bytes[4..]);
        PbbTag.Create(0x123456, 3, dei: true, uca: true).Write(bytes[8..]);

        Assert.Equal("8100b064abcdeb3f78123456", Convert.ToHexStringLower(bytes));
    }
}
