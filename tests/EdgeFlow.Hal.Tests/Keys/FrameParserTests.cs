using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Keys;

public sealed class FrameParserTests
{
    [Fact]
    public void Parse_TaggedUdp_EveryField()
    {
        (FlowKey key, FrameLayout layout) = Parse("vlan-udp");

        Assert.Equal((3u, 3u), (key.InPort, key.InPhyPort));
        Assert.Equal((0x020000000002UL, 0x020000000001UL), (key.EthDst.Value, key.EthSrc.Value));
        Assert.Equal((0x0800, 0x1064, 5), (key.EthType, key.VlanVid, key.VlanPcp));
        Assert.Equal((46, 1, 17, 0x1111, 0x2222), (key.IpDscp, key.IpEcn, key.IpProto, key.L4Src, key.L4Dst));
        Assert.Equal((0x0A010203u, 0x0A040506u), (key.Ipv4Src, key.Ipv4Dst));
        Assert.Equal((12, 16, 18, 1), (layout.VlanOffset, layout.EthTypeOffset, layout.L2End, layout.VlanCount));
        Assert.Equal((18, 38, 46, 50), (layout.L3Offset, layout.L4Offset, layout.PayloadOffset, layout.L3End));
        Assert.Equal((L3Kind.Ipv4, 17, FragmentKind.None), (layout.L3, layout.L4Protocol, layout.Fragment));
    }

    [Fact]
    public void Parse_TwoTagsAndIpv6_OuterTagAndTypeBehindBoth()
    {
        (FlowKey key, FrameLayout layout) = Parse("vlans-tcp6");

        Assert.Equal((0x86DD, 0x10C8, 3), (key.EthType, key.VlanVid, key.VlanPcp));
        Assert.Equal((46, 2, 6, 80, 443), (key.IpDscp, key.IpEcn, key.IpProto, key.L4Src, key.L4Dst));
        Assert.Equal(0x54321u, key.Ipv6Flabel);
        Assert.Equal(new UInt128(0x2001_0db8_0000_0000, 1), key.Ipv6Src);
        Assert.Equal(new UInt128(0x2001_0db8_0000_0000, 2), key.Ipv6Dst);
        Assert.Equal((12, 20, 22, 2), (layout.VlanOffset, layout.EthTypeOffset, layout.L3Offset, layout.VlanCount));
        Assert.Equal((62, 82), (layout.L4Offset, layout.PayloadOffset));
    }

    [Theory]
    [InlineData("sctp", 132, 7, 9)]
    [InlineData("icmp", 1, 3, 4)]
    [InlineData("ns", 58, 135, 0)]
    [InlineData("options", 6, 80, 443)]
    [InlineData("first", 17, 3, 4)]
    [InlineData("later", 17, 0, 0)]
    [InlineData("later6", 17, 0, 0)]
    [InlineData("ext-ordered", 17, 5, 6)]
    [InlineData("ext-unseq", 17, 5, 6)]
    public void Parse_Ip_ProtocolAndTransportFields(string name, byte protocol, ushort source, ushort destination)
    {
        (FlowKey key, _) = Parse(name);

        Assert.Equal((protocol, source, destination), (key.IpProto, key.L4Src, key.L4Dst));
    }

    [Theory]
    [InlineData("first", FragmentKind.First, 34)]
    [InlineData("later", FragmentKind.Later, 0)]
    [InlineData("later6", FragmentKind.Later, 0)]
    [InlineData("ext-ordered", FragmentKind.None, 118)]
    [InlineData("options", FragmentKind.None, 38)]
    public void Parse_Fragments_KindAndTransportOffset(string name, FragmentKind kind, int l4)
    {
        (_, FrameLayout layout) = Parse(name);

        Assert.Equal((kind, l4), (layout.Fragment, layout.L4Offset));
    }

    [Fact]
    public void Parse_Arp_OpcodeAndAddresses()
    {
        (FlowKey key, FrameLayout layout) = Parse("arp");

        Assert.Equal((0x0806, 2, 0), (key.EthType, key.L4Src, key.IpProto));
        Assert.Equal((0x0A000001u, 0x0A000002u), (key.Ipv4Src, key.Ipv4Dst));
        Assert.Equal((0x020000000001UL, 0x020000000002UL), (key.ArpSha.Value, key.ArpTha.Value));
        Assert.Equal((L3Kind.Arp, 14), (layout.L3, layout.L3Offset));
    }

    [Fact]
    public void Parse_TwoLabels_OuterLabelAndPayloadBehindBottom()
    {
        (FlowKey key, FrameLayout layout) = Parse("mpls");

        Assert.Equal((0x12345u, 3, 0), (key.MplsLabel, key.MplsTc, key.MplsBos));
        Assert.Equal((14, 2, 22, L3Kind.Ipv4), (layout.MplsOffset, layout.MplsCount, layout.L3Offset, layout.L3));
        Assert.Equal((0, 0u), (key.IpProto, key.Ipv4Src));
    }

    [Fact]
    public void Parse_BackboneTag_InstanceIdOnly()
    {
        (FlowKey key, FrameLayout layout) = Parse("pbb");

        Assert.Equal((0x88E7, 0xABCDEFu), (key.EthType, key.PbbIsid));
        Assert.Equal((14, 32), (layout.PbbOffset, layout.PayloadOffset));
        Assert.Equal((0, 0u), (key.IpProto, key.Ipv4Src));
    }

    [Fact]
    public void Parse_NeighbourDiscovery_TargetAndLinkLayerOptions()
    {
        (FlowKey solicitation, FrameLayout solicited) = Parse("ns");
        (FlowKey advertisement, FrameLayout advertised) = Parse("na");

        Assert.Equal(new UInt128(0xFE80_0000_0000_0000, 2), solicitation.Ipv6NdTarget);
        Assert.Equal((0x0200000000AAUL, 0UL), (solicitation.ArpSha.Value, solicitation.ArpTha.Value));
        Assert.Equal((62, 80, 0), (solicited.NdTargetOffset, solicited.NdSllOffset, solicited.NdTllOffset));
        Assert.Equal(new UInt128(0xFE80_0000_0000_0000, 2), advertisement.Ipv6NdTarget);
        Assert.Equal((0UL, 0x0200000000BBUL), (advertisement.ArpSha.Value, advertisement.ArpTha.Value));
        Assert.Equal((62, 0, 80), (advertised.NdTargetOffset, advertised.NdSllOffset, advertised.NdTllOffset));
    }

    private const Ipv6ExtensionHeaders AllInOrder = Ipv6ExtensionHeaders.Hop | Ipv6ExtensionHeaders.Dest | Ipv6ExtensionHeaders.Router
        | Ipv6ExtensionHeaders.Frag | Ipv6ExtensionHeaders.Auth;

    [Theory]
    [InlineData("na", Ipv6ExtensionHeaders.None)]
    [InlineData("ext-ordered", AllInOrder)]
    [InlineData("ext-unseq", Ipv6ExtensionHeaders.Hop | Ipv6ExtensionHeaders.Dest | Ipv6ExtensionHeaders.Unseq)]
    [InlineData("ext-unrep", Ipv6ExtensionHeaders.Hop | Ipv6ExtensionHeaders.Unrep)]
    [InlineData("later6", Ipv6ExtensionHeaders.Frag)]
    public void Parse_ExtensionHeaders_PseudoFieldBits(string name, Ipv6ExtensionHeaders bits)
    {
        (FlowKey key, _) = Parse(name);

        Assert.Equal(bits, (Ipv6ExtensionHeaders)key.Ipv6Exthdr);
    }

    [Theory]
    [InlineData(IpProtocol.NoNextHeader, Ipv6ExtensionHeaders.NoNext)]
    [InlineData(IpProtocol.Esp, Ipv6ExtensionHeaders.Esp)]
    public void Parse_HeaderThatEndsTheChain_ProtocolIsItsNumber(byte header, Ipv6ExtensionHeaders bits)
    {
        byte[] frame = [.. SampleFrames.All["na"]];
        frame[20] = header;
        FrameParser.Parse(frame, 1, out FlowKey key, out FrameLayout layout);

        Assert.Equal((header, (ushort)bits, 0), (key.IpProto, key.Ipv6Exthdr, layout.L4Offset));
    }

    // 802.3: length instead of type; LLC SAP 0x42 (spanning tree), and SNAP with OUI 0 carrying ARP.
    [Fact]
    public void Parse_LengthInsteadOfType_NoTypeOrTheOneInSnap()
    {
        byte[] stp = Convert.FromHexString("0180c2000000020000000001" + "0026" + "424203" + new string('0', 70));
        byte[] arp = SampleFrames.All["arp"];
        byte[] snap = [.. arp[..12], 0, 36, 0xAA, 0xAA, 3, 0, 0, 0, .. arp[12..42]];
        FrameParser.Parse(stp, 1, out FlowKey stpKey, out _);
        FrameParser.Parse(snap, 1, out FlowKey snapKey, out FrameLayout layout);

        Assert.Equal(0x05FF, stpKey.EthType);
        Assert.Equal((0x0806, 2, 0x0A000001u), (snapKey.EthType, snapKey.L4Src, snapKey.Ipv4Src));
        Assert.Equal((20, 22, 22), (layout.EthTypeOffset, layout.L2End, layout.L3Offset));
    }

    [Fact]
    public void Parse_BytesBehindIpLength_AreNotTransport()
    {
        byte[] frame = [.. SampleFrames.All["vlan-udp"]];
        frame[21] = 24; // total length: header and half of the UDP header, though the frame goes on
        FrameParser.Parse(frame, 1, out FlowKey key, out FrameLayout layout);

        Assert.Equal((0, 0, 0), (key.L4Src, key.L4Dst, layout.L4Offset));
        Assert.Equal(17, key.IpProto);
    }

    [Fact]
    public void Parse_EveryPrefixOfEveryFrame_OffsetsStayInside()
    {
        foreach (byte[] frame in SampleFrames.All.Values)
        {
            for (int length = 0; length <= frame.Length; length++)
            {
                AssertInside(frame.AsSpan(0, length));
            }
        }
    }

    [Fact]
    public void Parse_RandomBytesAndDamagedFrames_NeverThrows()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] frames = [.. SampleFrames.All.Values];
        byte[] noise = new byte[200];
        for (int i = 0; i < 300_000; i++)
        {
            random.NextBytes(noise);
            AssertInside(noise.AsSpan(0, random.Next(noise.Length)));
            byte[] frame = [.. frames[random.Next(frames.Length)]];
            for (int damage = random.Next(4); damage >= 0; damage--)
            {
                frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
            }

            AssertInside(frame.AsSpan(0, random.Next(frame.Length + 1)));
        }
    }

    [Fact]
    public void Parse_TagsOrLabelsToTheEndOfALongFrame_Survives()
    {
        byte[] tags = new byte[70_000];
        for (int i = 12; i + 1 < tags.Length; i += 4)
        {
            tags[i] = 0x81;
        }

        AssertInside(tags);
        byte[] labels = new byte[70_000];
        (labels[12], labels[13]) = (0x88, 0x47);
        AssertInside(labels);
    }

    [Fact]
    public void Parse_Frames_AllocatesNothing()
    {
        byte[][] frames = [.. SampleFrames.All.Values];
        foreach (byte[] frame in frames)
        {
            FrameParser.Parse(frame, 1, out _, out _);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            FrameParser.Parse(frames[i % frames.Length], 1, out _, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static (FlowKey Key, FrameLayout Layout) Parse(string name)
    {
        FrameParser.Parse(SampleFrames.All[name], 3, out FlowKey key, out FrameLayout layout);
        return (key, layout);
    }

    private static void AssertInside(ReadOnlySpan<byte> frame)
    {
        FrameParser.Parse(frame, 1, out _, out FrameLayout layout);
        int ends = Math.Max(Math.Max(layout.L2End, layout.PayloadOffset), layout.L3End);
        ends = Math.Max(ends, layout.NdTargetOffset == 0 ? 0 : layout.NdTargetOffset + 16);
        ends = Math.Max(ends, layout.NdSllOffset == 0 ? 0 : layout.NdSllOffset + 6);
        ends = Math.Max(ends, layout.NdTllOffset == 0 ? 0 : layout.NdTllOffset + 6);
        if (ends > frame.Length)
        {
            Assert.Fail($"an offset points behind the frame {Convert.ToHexString(frame)}");
        }
    }
}
