using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.V10;

/// <summary>Flow entries over OpenFlow 1.0, and how they read over 1.3 and back. Bytes by hand from 1.0.1 §5 and 1.3.5 §7.</summary>
public sealed class FlowTests10
{
    // Wild but in_port: 0x3820fe.
    private static readonly string s_fromPort1 = Messages10.Match("003820fe", inPort: "0001");

    [Fact]
    public async Task Add_EveryAction_ReadsBackAsSent()
    {
        const string Actions = "0001000800050000" // set_vlan_vid 5
            + "0002000803000000" // set_vlan_pcp 3
            + "0003000800000000" // strip_vlan
            + "00040010020000000001000000000000" // set_dl_src
            + "00050010020000000002000000000000" // set_dl_dst
            + "000600080a000001" // set_nw_src
            + "000700080a000002" // set_nw_dst
            + "00080008b8000000" // set_nw_tos
            + "00090008" + "00500000" // set_tp_src
            + "000a0008" + "00510000" // set_tp_dst
            + "000b00100002000000000000" + "00000000" // enqueue port 2, queue 0
            + "000b00100001000000000000" + "00000007" // enqueue port 1, queue 7
            + "00000008" + "fffd0080" // output CONTROLLER, 128 bytes
            + "00000008" + "fffb0000"; // output FLOOD
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, s_fromPort1, Actions, priority: 7, cookie: "00000000000000c1", idle: "000a", hard: "0014"));

        byte[] entry = await OnlyFlowAsync(peer);

        Assert.Equal(88 + (Actions.Length / 2), (entry[0] << 8) | entry[1]);
        Assert.Equal("0000" + s_fromPort1, Convert.ToHexStringLower(entry, 2, 42)); // table 0
        Assert.Equal("0007" + "000a" + "0014", Convert.ToHexStringLower(entry, 52, 6));
        Assert.Equal("00000000000000c1" + "0000000000000000" + "0000000000000000", Convert.ToHexStringLower(entry, 64, 24));
        Assert.Equal(Actions, Convert.ToHexStringLower(entry, 88, entry.Length - 88));
    }

    [Theory]
    [InlineData("002820fc", "0001", "0064", "03", "0000", "00", "00", "00000000", "00000000", "0000", "0000", "in_port, dl_vlan, dl_vlan_pcp")]
    [InlineData("001800cf", "0000", "0000", "00", "0800", "b8", "06", "0a000000", "00000000", "0000", "0000", "nw_tos, nw_proto; nw_src all 32 bits")]
    [InlineData("0032080f", "0000", "0000", "00", "0800", "00", "11", "0a000000", "0a000100", "0035", "1000", "prefixes")]
    [InlineData("003800cf", "0000", "0000", "00", "0806", "00", "01", "0a000001", "00000000", "0000", "0000", "ARP: opcode and sender")]
    [InlineData("0038200f", "0000", "0000", "00", "86dd", "00", "11", "00000000", "00000000", "0035", "0036", "IPv6: ports")]
    [InlineData("003820fd", "0000", "ffff", "00", "0000", "00", "00", "00000000", "00000000", "0000", "0000", "no VLAN tag")]
    [InlineData("002820ff", "0000", "0000", "05", "0000", "00", "00", "00000000", "00000000", "0000", "0000", "priority in any tag")]
    public async Task Add_Match_ReadsBackAsSent(
        string wildcards, string inPort, string vlan, string pcp, string dlType, string tos, string proto, string nwSrc, string nwDst, string tpSrc, string tpDst, string what)
    {
        string match = Messages10.Match(wildcards, inPort, vlan, pcp, dlType, tos, proto, nwSrc, nwDst, tpSrc, tpDst);
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, match, Messages10.Output2));

        byte[] entry = await OnlyFlowAsync(peer);

        Assert.True(match == Convert.ToHexStringLower(entry, 4, 40), $"{what}: {match} became {Convert.ToHexStringLower(entry, 4, 40)}");
    }

    [Fact]
    public async Task Add_FieldsWithoutTheirHeader_ComeBackWild()
    {
        // Given are dl_type, nw_* (nw_src without its lower 8 bits) and tp_*; dl_type is no IP, so nw_* and tp_* say nothing.
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.Match("0010080f", dlType: "88cc", tos: "04", nwSrc: "0a000100", nwDst: "0a000002", tpSrc: "0001", tpDst: "0002"), Messages10.Output2));

        byte[] entry = await OnlyFlowAsync(peer);

        Assert.Equal(Messages10.Match("003820ef", dlType: "88cc"), Convert.ToHexStringLower(entry, 4, 40));
    }

    [Fact]
    public async Task Add_Over10_ReadsOver13AsPushAndSetField()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer old = await target.ConnectAsync();
        using OpenFlowPeer young = await target.ConnectAsync();
        await old.Greet10Async();
        await young.GreetAsync();
        await old.SendAsync(Messages10.FlowMod(Messages10.Add, s_fromPort1, "0001000800050000" + Messages10.Output2, priority: 9));
        await old.Barrier10Async();

        await young.SendAsync("0412003800000002" + "0001000000000000" + "ff000000ffffffff" + "ffffffff00000000" + "0000000000000000" + "0000000000000000" + "0001000400000000");

        byte[] entry = (await young.ReceiveAsync(19))[16..];
        Assert.Equal("0001000c" + "80000004" + "00000001" + "00000000" // in_port 1
            + "0004003000000000" // apply-actions
            + "0011000881000000" + "0019001080000c021005000000000000" // push_vlan, set_field vlan_vid
            + "0000001000000002" + "0000000000000000", Convert.ToHexStringLower(entry, 48, entry.Length - 48));
        Assert.Equal("0009", Convert.ToHexStringLower(entry, 12, 2));
        Assert.Equal("0004", Convert.ToHexStringLower(entry, 18, 2)); // RESET_COUNTS: that is what an ADD of 1.0 does
    }

    [Fact]
    public async Task Add_Over13_ReadsOver10AsFarAs10CanSay()
    {
        // Match: IPv6, UDP 53. Apply: push_vlan, set_field vlan_vid 7, set_field ip_dscp 46, dec_nw_ttl, output 2. Goto table 1.
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer old = await target.ConnectAsync();
        using OpenFlowPeer young = await target.ConnectAsync();
        await old.Greet10Async();
        await young.GreetAsync();
        await young.SendAsync("040e009800000009" + "00000000000000c2" + "0000000000000000" + "0000000000000005" + "ffffffff" + "ffffffff" + "ffffffff" + "00000000"
            + "00010015" + "80000a02" + "86dd" + "80001401" + "11" + "80002002" + "0035" + "000000"
            + "0004004800000000" + "0011000881000000" + "0019001080000c021007000000000000" + "00190010800010012e00000000000000" + "0018000800000000" + "0000001000000002" + "0000000000000000"
            + "0001000801000000");
        await young.BarrierAsync();

        byte[] entry = await OnlyFlowAsync(old);

        Assert.Equal(Messages10.Match("0038204f", dlType: "86dd", proto: "11", tpDst: "0035"), Convert.ToHexStringLower(entry, 4, 40));
        Assert.Equal("0001000800070000" + "00080008b8000000" + Messages10.Output2, Convert.ToHexStringLower(entry, 88, entry.Length - 88));
    }

    [Fact]
    public async Task Add_NothingWild_PriorityIs65535()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.Match("00000000", inPort: "0001", dlVlan: "ffff", dlType: "0800", proto: "06", nwSrc: "0a000001", nwDst: "0a000002", tpSrc: "0001", tpDst: "0002"), Messages10.Output2, priority: 1));

        byte[] entry = await OnlyFlowAsync(peer);

        Assert.Equal("ffff", Convert.ToHexStringLower(entry, 52, 2));
    }

    [Fact]
    public async Task Add_SameAgain_CountersStartAfresh()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        string add = Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2);
        await peer.SendAsync(add);
        await peer.Barrier10Async();
        byte[] frame = new byte[60];
        target.Link1.B.Send(frame);
        Assert.True(target.Link2.B.WaitToReceive(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, (await OnlyFlowAsync(peer))[79]);

        await peer.SendAsync(add);

        Assert.Equal(0, (await OnlyFlowAsync(peer))[79]);
    }

    [Fact]
    public async Task Modify_MatchesNothing_Adds()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.FlowMod(Messages10.Modify, s_fromPort1, Messages10.Output2, priority: 3));

        Assert.Equal("0003", Convert.ToHexStringLower(await OnlyFlowAsync(peer), 52, 2));
    }

    [Fact]
    public async Task Modify_Matches_ActionsAndCookieChange()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, s_fromPort1, Messages10.Output2, priority: 3, cookie: "00000000000000c1"));

        await peer.SendAsync(Messages10.FlowMod(Messages10.Modify, Messages10.AnyMatch, "0000000800010000", priority: 9, cookie: "00000000000000c2"));

        byte[] entry = await OnlyFlowAsync(peer);
        Assert.Equal("0003", Convert.ToHexStringLower(entry, 52, 2));
        Assert.Equal("00000000000000c2", Convert.ToHexStringLower(entry, 64, 8));
        Assert.Equal("0000000800010000", Convert.ToHexStringLower(entry, 88, 8));
    }

    [Fact]
    public async Task Delete_FilteredByOutPort_OnlyThatGoesAndFlowRemovedSaysSo()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2, priority: 4, cookie: "00000000000000c1", flags: "0001", idle: "0009"));
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, s_fromPort1, "0000000800010000", priority: 5));

        await peer.SendAsync(Messages10.FlowMod(Messages10.Delete, Messages10.AnyMatch, "", outPort: "0002"));

        byte[] removed = await peer.ReceiveAsync(11);
        Assert.Equal(88, removed.Length);
        Assert.Equal(Messages10.AnyMatch + "00000000000000c1" + "0004" + "0200", Convert.ToHexStringLower(removed, 8, 52)); // reason DELETE
        Assert.Equal("0009", Convert.ToHexStringLower(removed, 68, 2));
        Assert.Equal("0005", Convert.ToHexStringLower(await OnlyFlowAsync(peer), 52, 2));
    }

    [Theory]
    [InlineData("0000", "0004", "0000", "00030000", "emergency flow cache: ALL_TABLES_FULL")]
    [InlineData("0000", "0004", "0009", "00030003", "with time-outs: BAD_EMERG_TIMEOUT")]
    [InlineData("0008", "0000", "0000", "00030004", "BAD_COMMAND")]
    [InlineData("0000", "0002", "0000", "00030001", "OVERLAP")]
    public async Task FlowMod_NotToBeDone_FlowModFailed(string command, string flags, string idle, string error, string what)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2));

        await peer.SendAsync(Messages10.FlowMod(command, s_fromPort1, Messages10.Output2, flags: flags, idle: idle));

        Assert.True(error == Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4), what);
        Assert.Equal(0x80, (await OnlyFlowAsync(peer))[52]); // the first alone is there
    }

    [Theory]
    [InlineData("0043000800020000", "00020000", "type 67: BAD_TYPE")]
    [InlineData("0000000700020000", "00020001", "length 7: BAD_LEN")]
    [InlineData("ffff0008000011ff", "00020002", "BAD_VENDOR")]
    [InlineData("00000008fffa0000", "00020004", "NORMAL: BAD_OUT_PORT")]
    [InlineData("00000008ff000000", "00020004", "OFPP_MAX: BAD_OUT_PORT")]
    [InlineData("00000008ffff0000", "00020004", "NONE: BAD_OUT_PORT")]
    [InlineData("00000008fff90000", "00020004", "TABLE in an entry: BAD_OUT_PORT")]
    [InlineData("00010008ffff0000", "00020005", "VID 0xffff: BAD_ARGUMENT")]
    [InlineData("0002000808000000", "00020005", "PCP 8: BAD_ARGUMENT")]
    [InlineData("0008000801000000", "00020005", "ToS with ECN bits: BAD_ARGUMENT")]
    [InlineData("000b00100002000000000000ffffffff", "00020008", "queue ALL: BAD_QUEUE")]
    public async Task Action_NotToBeDone_BadAction(string action, string error, string what)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, action));

        string seen = Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4);
        Assert.True(error == seen, $"{what}, not {seen}");
    }

    [Fact]
    public async Task Actions_MoreThan1024_TooMany()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, string.Concat(Enumerable.Repeat(Messages10.Output2, 1025))));

        Assert.Equal("00020007", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task Add_BufferThatIsNotHeld_ErrorButAdded()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2, buffer: "00000001"));

        Assert.Equal("00010008", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
        await OnlyFlowAsync(peer);
    }

    private static async Task<byte[]> OnlyFlowAsync(OpenFlowPeer peer)
    {
        await peer.SendAsync(Messages10.AllFlows);
        byte[] reply = await peer.ReceiveAsync(17);
        Assert.Equal("00010000", Convert.ToHexStringLower(reply, 8, 4));
        Assert.Equal(reply.Length - 12, (reply[12] << 8) | reply[13]);
        return reply[12..];
    }
}
