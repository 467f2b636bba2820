namespace EdgeFlow.Packets.Tests;

public sealed class FrameReaderTests
{
    [Fact]
    public void Udp_OverIpv4_EveryField()
    {
        Assert.True(EthernetReader.TryRead(CapturedFrames.Udp, out EthernetReader ethernet));
        Assert.True(Ipv4Reader.TryRead(ethernet.Payload, out Ipv4Reader ip));
        Assert.True(UdpReader.TryRead(ip.Payload, out UdpReader udp));

        Assert.Equal(CapturedFrames.Server, ethernet.Destination);
        Assert.Equal(CapturedFrames.Client, ethernet.Source);
        Assert.Equal(EtherType.Ipv4, ethernet.EtherType);
        Assert.Equal((46, 1, 255, 0x1234, true), (ip.Dscp, ip.Ecn, ip.Ttl, ip.Identification, ip.DontFragment));
        Assert.Equal((CapturedFrames.ClientIp, CapturedFrames.ServerIp), (ip.Source, ip.Destination));
        Assert.True(ip.IsChecksumRight);
        Assert.Equal((0x1234, 7, 13), (udp.SourcePort, udp.DestinationPort, udp.Length));
        Assert.Equal("hello"u8, udp.Payload);
    }

    [Fact]
    public void Tcp_OverIpv4_EveryField()
    {
        Assert.True(Ipv4Reader.TryRead(CapturedFrames.Tcp.AsSpan(14), out Ipv4Reader ip));
        Assert.True(TcpReader.TryRead(ip.Payload, out TcpReader tcp));

        Assert.Equal((1000, 80, 512, 20), (tcp.SourcePort, tcp.DestinationPort, tcp.Window, tcp.HeaderSize));
        Assert.Equal((0x01020304u, 0x05060708u), (tcp.Sequence, tcp.Acknowledgment));
        Assert.Equal(TcpControlBits.Syn | TcpControlBits.Ack, tcp.Flags);
        Assert.Equal("abc"u8, tcp.Payload);
    }

    [Fact]
    public void IcmpEcho_OverIpv6_EveryField()
    {
        Assert.True(Ipv6Reader.TryRead(CapturedFrames.Icmpv6.AsSpan(14), out Ipv6Reader ip));
        Assert.True(IcmpReader.TryRead(ip.Payload, out IcmpReader icmp));

        Assert.Equal((0x2E, 0xABCDEu, 13, 58, 64), (ip.TrafficClass, ip.FlowLabel, ip.PayloadLength, ip.NextHeader, ip.HopLimit));
        Assert.Equal((IcmpReader.V6EchoRequest, 0x77, 9), (icmp.Type, icmp.Identifier, icmp.Sequence));
        Assert.Equal("ping!"u8, icmp.Data);
    }

    [Fact]
    public void Arp_Request_EveryField()
    {
        Assert.True(ArpReader.TryRead(CapturedFrames.ArpRequest.AsSpan(14), out ArpReader arp));

        Assert.Equal(ArpOperation.Request, arp.Operation);
        Assert.Equal((CapturedFrames.Client, CapturedFrames.ClientIp), (arp.SenderMac, arp.SenderIp));
        Assert.Equal((MacAddress.Zero, CapturedFrames.ServerIp), (arp.TargetMac, arp.TargetIp));
    }

    [Fact]
    public void Lldp_FourTlvs_InOrder()
    {
        var seen = new List<(LldpTlvType, string, uint)>();
        foreach (LldpTlv tlv in new LldpReader(CapturedFrames.Lldp.AsSpan(14)))
        {
            seen.Add((tlv.Type, Convert.ToHexStringLower(tlv.Value), tlv.Organization));
        }

        Assert.Equal(
            [
                (LldpTlvType.ChassisId, "07647069643a31", 0u),
                (LldpTlvType.PortId, "0700000003", 0u),
                (LldpTlvType.TimeToLive, "0078", 0u),
                (LldpTlvType.OrganizationallySpecific, "00ef4c57696e666f", 0x00EF4C57u),
            ],
            seen);
    }

    [Fact]
    public void EveryReader_EveryPrefixOfEveryFrame_NeverThrows()
    {
        byte[][] frames =
        [
            CapturedFrames.Udp, CapturedFrames.Tcp, CapturedFrames.Icmp, CapturedFrames.Icmpv6,
            CapturedFrames.UdpOverIpv6, CapturedFrames.ArpRequest, CapturedFrames.Lldp,
        ];
        int accepted = 0;
        foreach (byte[] frame in frames)
        {
            for (int length = 0; length <= frame.Length; length++)
            {
                accepted += ReadAll(frame.AsSpan(0, length));
            }
        }

        Assert.InRange(accepted, frames.Length, int.MaxValue);
    }

    [Fact]
    public void EveryReader_RandomBytes_NeverThrows()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = new byte[128];
        for (int round = 0; round < 50_000; round++)
        {
            random.NextBytes(bytes);
            bytes[14] = (byte)(round % 2 == 0 ? 0x45 : 0x60); // else hardly any would get past the version
            try
            {
                ReadAll(bytes.AsSpan(0, random.Next(bytes.Length)));
            }
            catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException)
            {
                Assert.Fail($"seed {seed}, round {round}: {error}");
            }
        }
    }

    private static int ReadAll(ReadOnlySpan<byte> frame)
    {
        if (!EthernetReader.TryRead(frame, out EthernetReader ethernet))
        {
            return 0;
        }

        ReadOnlySpan<byte> upper = ethernet.Payload;
        if (Ipv4Reader.TryRead(ethernet.Payload, out Ipv4Reader v4))
        {
            upper = v4.Payload;
        }
        else if (Ipv6Reader.TryRead(ethernet.Payload, out Ipv6Reader v6))
        {
            upper = v6.Payload;
        }

        int read = UdpReader.TryRead(upper, out UdpReader udp) ? udp.Payload.Length : 0;
        read += TcpReader.TryRead(upper, out TcpReader tcp) ? tcp.Payload.Length : 0;
        read += IcmpReader.TryRead(upper, out IcmpReader icmp) ? icmp.Data.Length : 0;
        read += SctpReader.TryRead(upper, out SctpReader sctp) ? sctp.Chunks.Length : 0;
        read += ArpReader.TryRead(ethernet.Payload, out ArpReader arp) ? (int)(arp.TargetIp & 1) : 0;
        foreach (LldpTlv tlv in new LldpReader(ethernet.Payload))
        {
            read += tlv.Value.Length;
        }

        return read;
    }
}
