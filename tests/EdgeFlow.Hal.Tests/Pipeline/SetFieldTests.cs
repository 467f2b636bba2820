using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Set-field of every settable field, OpenFlow 1.3.5 §7.2.5: the bytes, and every checksum computed anew by the test.</summary>
public sealed class SetFieldTests
{
    private readonly TestSwitch _switch = new();

    public static TheoryData<string, int, string, string, int> Settable => new()
    {
        // frame, field, value, prerequisites of the match, offset in the frame
        { "tcp4", 3, "aabbccddeeff", "", 0 },
        { "tcp4", 4, "aabbccddeeff", "", 6 },
        { "tcp4", 5, "1234", "", 12 },
        { "tcp4", 11, "0a0b0c0d", "0800", 26 },
        { "tcp4", 12, "0a0b0c0d", "0800", 30 },
        { "tcp4", 13, "ffff", "080006", 34 },
        { "tcp4", 14, "0001", "080006", 36 },
        { "udp4", 15, "1234", "080011", 34 },
        { "udp4", 16, "1234", "080011", 36 },
        { "udp4", 11, "0a0b0c0d", "0800", 26 },
        { "sctp4", 17, "1234", "080084", 34 },
        { "sctp4", 18, "1234", "080084", 36 },
        { "icmp4", 19, "00", "080001", 34 },
        { "icmp4", 20, "05", "080001", 35 },
        { "arp", 21, "0002", "0806", 20 },
        { "arp", 22, "0a0a0a0a", "0806", 28 },
        { "arp", 23, "0a0a0a0a", "0806", 38 },
        { "arp", 24, "babbbbbbbbbb", "0806", 22 },
        { "arp", 25, "babbbbbbbbbb", "0806", 32 },
        { "tcp6", 26, "00a000000000000000000000000000a0", "86dd", 22 },
        { "tcp6", 27, "00a000000000000000000000000000a0", "86dd", 38 },
        { "tcp6", 13, "0102", "86dd06", 54 },
        { "udp6", 16, "0102", "86dd11", 56 },
        { "udp6", 26, "00a000000000000000000000000000a1", "86dd", 22 },
        { "ns6", 29, "86", "86dd3a", 54 },
        { "ns6", 30, "07", "86dd3a", 55 },
        { "ns6", 31, "00a000000000000000000000000000a0", "86dd3a87", 62 },
        { "ns6", 32, "aabbccddeeff", "86dd3a87", 80 },
        { "na6", 33, "aabbccddeeff", "86dd3a88", 80 },
        { "ns6", 26, "00a000000000000000000000000000a0", "86dd", 22 },
    };

    [Theory]
    [MemberData(nameof(Settable))]
    public void SetField_WholeBytes_ValueThereChecksumsRight(string frame, int field, string value, string prerequisites, int offset)
    {
        byte[] received = Named(frame);
        byte[] expected = [.. received];
        Convert.FromHexString(value).CopyTo(expected, offset);
        if (field != 5)
        {
            Frames.Fix(expected);
        }

        _switch.Add(MatchOf(prerequisites), Wire.SetField(field, value), Wire.Output(2));

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(_switch.Forward(received)));
    }

    [Theory]
    [InlineData("tcp4", 8, "14", "0800", 15, "50")]  // DSCP 20, ECN 0 kept
    [InlineData("tcp4", 9, "03", "0800", 15, "23")]
    [InlineData("tcp6", 8, "14", "86dd", 14, "6500")]
    [InlineData("tcp6", 9, "03", "86dd", 14, "6230")]
    [InlineData("tcp6", 28, "000fffff", "86dd", 14, "620fffff")]
    public void SetField_BitsOfAByte_NeighboursKept(string frame, int field, string value, string prerequisites, int offset, string bytes)
    {
        byte[] received = Named(frame);
        byte[] expected = [.. received];
        Convert.FromHexString(bytes).CopyTo(expected, offset);
        Frames.Fix(expected);
        _switch.Add(MatchOf(prerequisites), Wire.SetField(field, value), Wire.Output(2));

        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(_switch.Forward(received)));
    }

    [Theory]
    [InlineData(6, "10cb", "60cb")] // VID 203, PCP 3 kept
    [InlineData(7, "05", "a064")]
    public void SetField_Vlan_OtherBitsKept(int field, string value, string tci)
    {
        _switch.Add(Wire.Match(Wire.Oxm(6, "1064")), Wire.SetField(field, value), Wire.Output(2));

        Assert.Equal(Frames.Arp("8100" + tci), _switch.Forward(Frames.Arp("81006064")));
    }

    [Theory]
    [InlineData(34, "000000cb", "000cb740")]
    [InlineData(35, "05", "00064b40")]
    [InlineData(36, "00", "00064640")]
    public void SetField_Mpls_OtherBitsKept(int field, string value, string shim)
    {
        string payload = Convert.ToHexString(Frames.Arp()[14..]);
        _switch.Add(Wire.Match(Wire.Oxm(5, "8847")), Wire.SetField(field, value), Wire.Output(2));

        Assert.Equal(
            Frames.Hex(Frames.Addresses + "8847" + shim + payload),
            _switch.Forward(Frames.Hex(Frames.Addresses + "8847" + "00064740" + payload)));
    }

    [Fact]
    public void SetField_PbbIsidBehindATag_Set()
    {
        string customer = Convert.ToHexString(Frames.Arp());
        _switch.Add(Wire.Match(Wire.Oxm(5, "88e7")), Wire.SetField(37, "0000cb"), Wire.Output(2));

        Assert.Equal(
            Frames.Hex(Frames.Addresses + "88a8000a" + "88e7" + "200000cb" + customer),
            _switch.Forward(Frames.Hex(Frames.Addresses + "88a8000a" + "88e7" + "20000064" + customer)));
    }

    [Theory]
    [InlineData("tcp4", "0800", 23)]
    [InlineData("tcp6", "86dd", 20)]
    public void SetField_IpProto_PseudoHeaderOfTheTransportThatIsThere(string frame, string prerequisites, int offset)
    {
        byte[] received = Named(frame);
        byte[] expected = [.. received];
        _switch.Add(MatchOf(prerequisites), Wire.SetField(10, "11"), Wire.Output(2));

        byte[] sent = _switch.Forward(received);

        // The TCP header stays; its checksum now covers protocol 17: 11 more in the sum.
        expected[offset] = 17;
        int checksum = frame == "tcp4" ? 50 : 70;
        Assert.Equal(17, sent[offset]);
        Assert.Equal(Add((expected[checksum] << 8) | expected[checksum + 1], -11), (sent[checksum] << 8) | sent[checksum + 1]);
        sent[checksum] = expected[checksum];
        sent[checksum + 1] = expected[checksum + 1];
        sent[24] = expected[24];
        sent[25] = expected[25];
        Assert.Equal(expected, sent);
    }

    [Fact]
    public void SetField_UdpWithoutChecksum_StaysWithout()
    {
        byte[] received = Frames.Ipv4Udp();
        _switch.Add(MatchOf("080011"), Wire.SetField(15, "1234"), Wire.Output(2));

        byte[] sent = _switch.Forward(received);

        Assert.Equal("0000", Convert.ToHexString(sent.AsSpan(40, 2)));
    }

    [Fact]
    public void SetField_WrongChecksum_StaysWrongByTheSame()
    {
        byte[] received = Frames.Ipv4Tcp();
        received[50] ^= 0x40;
        byte[] expected = Frames.Ipv4Tcp();
        expected[34] = 0x12;
        expected[35] = 0x34;
        Frames.Fix(expected);
        _switch.Add(MatchOf("080006"), Wire.SetField(13, "1234"), Wire.Output(2));

        byte[] sent = _switch.Forward(received);

        Assert.NotEqual(expected[50], sent[50]);
        Assert.Equal(expected[34..36], sent[34..36]);
    }

    [Fact]
    public void SetField_LaterFragment_OnlyTheIpChecksum()
    {
        byte[] received = Frames.Ipv4Tcp();
        received[20] = 0x00;
        received[21] = 0x10; // fragment offset 128
        byte[] payload = received[34..];
        _switch.Add(MatchOf("0800"), Wire.SetField(11, "0a0b0c0d"), Wire.Output(2));

        byte[] sent = _switch.Forward(received);

        Assert.Equal(payload, sent[34..]);
        Assert.Equal("0A0B0C0D", Convert.ToHexString(sent.AsSpan(26, 4)));
    }

    [Fact]
    public void SetField_TunnelId_MatchesInTheNextTable()
    {
        byte[] tunnel = Wire.Oxm(38, "00000000000004d2");
        Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetField(38, "00000000000004d2")), Wire.Goto(1)])));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(Wire.Match(tunnel), [Wire.Apply(Wire.Output(2))], table: 1)));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Theory]
    [InlineData(0, "00000001", "", BadAction.BadSetType)]           // in_port
    [InlineData(2, "0000000000000001", "", BadAction.BadSetType)]   // metadata
    [InlineData(39, "0001", "86dd", BadAction.BadSetType)]          // ipv6_exthdr
    [InlineData(6, "0000", "1064", BadAction.BadSetArgument)]       // OFPVID_NONE
    [InlineData(6, "2064", "1064", BadAction.BadSetArgument)]
    [InlineData(7, "08", "1064", BadAction.BadSetArgument)]
    [InlineData(8, "40", "0800", BadAction.BadSetArgument)]
    [InlineData(9, "04", "0800", BadAction.BadSetArgument)]
    [InlineData(34, "00100000", "8847", BadAction.BadSetArgument)]
    [InlineData(11, "0a0b0c0d", "", BadAction.MatchInconsistent)]
    [InlineData(13, "1234", "0800", BadAction.MatchInconsistent)]
    [InlineData(13, "1234", "080011", BadAction.MatchInconsistent)]
    [InlineData(6, "1064", "0800", BadAction.MatchInconsistent)]
    public void FlowMod_SetFieldThatCannotBe_Refused(int field, string value, string prerequisites, BadAction code)
    {
        byte[] match = prerequisites == "1064" ? Wire.Match(Wire.Oxm(6, "1064")) : MatchOf(prerequisites);

        Assert.Equal(
            OfpError.From(code), _switch.FlowMod(Wire.FlowMod(match, [Wire.Apply(Wire.SetField(field, value), Wire.Output(2))])));
    }

    [Theory]
    [InlineData("1064")]
    [InlineData("0064")] // §7.2.5 wants OFPVID_PRESENT; many controllers leave it out
    public void SetField_VlanVidWithOrWithoutPresentBit_SetsTheVid(string value)
    {
        _switch.Add(Wire.Match(Wire.Oxm(6, "1005")), Wire.SetField(6, value), Wire.Output(2));

        Assert.Equal(Frames.Arp("8100b064"), _switch.Forward(Frames.Arp("8100b005"))); // PCP and DEI stay
    }

    [Fact]
    public void FlowMod_SetFieldAfterPush_PrerequisiteIsThePush()
    {
        _switch.AddAll(Wire.PushVlan(0x8100), Wire.SetField(6, "1005"), Wire.Output(2));

        Assert.Equal(Frames.Arp("81000005"), _switch.Forward(Frames.Arp()));
    }

    private static int Add(int checksum, int delta)
    {
        int sum = checksum + delta;
        return sum < 0 ? sum + 0xffff : sum % 0xffff;
    }

    private static byte[] Named(string frame) => frame switch
    {
        "tcp4" => Frames.Ipv4Tcp(),
        "udp4" => Frames.Ipv4Udp(checksum: "ffff"),
        "sctp4" => Frames.Ipv4Sctp(),
        "icmp4" => Frames.Ipv4Icmp(),
        "arp" => Frames.Arp(),
        "tcp6" => Frames.Ipv6Tcp(),
        "udp6" => Frames.Ipv6Udp(),
        "ns6" => Frames.Ipv6Solicitation(),
        "na6" => Frames.Ipv6Advertisement(),
        _ => throw new ArgumentOutOfRangeException(nameof(frame), frame, null),
    };

    /// <param name="prerequisites">eth_type, then ip_proto, then icmpv6_type, as hex.</param>
    private static byte[] MatchOf(string prerequisites)
    {
        var fields = new List<byte[]>();
        if (prerequisites.Length >= 4)
        {
            fields.Add(Wire.Oxm(5, prerequisites[..4]));
        }

        if (prerequisites.Length >= 6)
        {
            fields.Add(Wire.Oxm(10, prerequisites[4..6]));
        }

        if (prerequisites.Length >= 8)
        {
            fields.Add(Wire.Oxm(29, prerequisites[6..8]));
        }

        return Wire.Match([.. fields]);
    }
}
