using EdgeFlow.Hal.Ports;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.V10;

/// <summary>What frames meet under OpenFlow 1.0: misses, tags, floods, packet-outs.</summary>
public sealed class ForwardingTests10
{
    private const string Addresses = "020000000002" + "020000000001";
    private static readonly string s_payload = new('7', 92);

    private static readonly byte[] s_untagged = Convert.FromHexString(Addresses + "8888" + s_payload);

    [Fact]
    public async Task Miss_PacketInNoMatchWithInPort()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync("0109000c00000001" + "0000ffff"); // miss_send_len: whole frames
        await peer.Barrier10Async();

        target.Link1.B.Send(s_untagged);

        byte[] packetIn = await peer.ReceiveAsync(10);
        Assert.Equal("ffffffff" + "003c" + "0001" + "0000" + Convert.ToHexStringLower(s_untagged), Convert.ToHexStringLower(packetIn, 8, packetIn.Length - 8));
    }

    [Fact]
    public async Task Miss_ControllerOf13Beside_ToldNothing()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer old = await target.ConnectAsync();
        using OpenFlowPeer young = await target.ConnectAsync();
        await old.Greet10Async();
        await young.GreetAsync();
        await old.Barrier10Async();
        await young.BarrierAsync();

        target.Link1.B.Send(s_untagged);
        await old.ReceiveAsync(10);
        await young.SendAsync("0402000800000077");

        Assert.Equal("0403000800000077", Convert.ToHexStringLower((await young.ReceiveAsync())!)); // and nothing before it
    }

    [Fact]
    public async Task Miss_HeldFrame_SentByPacketOut()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.Barrier10Async();
        target.Link1.B.Send(s_untagged);
        byte[] packetIn = await peer.ReceiveAsync(10);
        string buffer = Convert.ToHexStringLower(packetIn, 8, 4);
        Assert.NotEqual(Messages10.NoBuffer, buffer);

        await peer.SendAsync(Messages10.Message(13, buffer + "0001" + "0008" + Messages10.Output2));

        Assert.Equal(s_untagged, Receive(target.Link2.B));
    }

    [Theory]
    [InlineData("0001000800050000", "", "81000005", "set_vlan_vid adds a tag")]
    [InlineData("0002000803000000", "", "81006000", "set_vlan_pcp adds a tag of VLAN 0")]
    [InlineData("0001000800050000" + "0002000803000000", "", "81006005", "both make one tag")]
    [InlineData("0001000800050000", "8100a064", "8100a005", "set_vlan_vid keeps the priority of a tag")]
    [InlineData("0002000803000000", "8100a064", "81006064", "set_vlan_pcp keeps the id of a tag")]
    [InlineData("0003000800000000", "8100a064", "", "strip_vlan")]
    [InlineData("0003000800000000", "", "", "strip_vlan without a tag")]
    public async Task VlanActions_TagAsExpected(string actions, string tagBefore, string tagAfter, string what)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, actions + Messages10.Output2));
        await peer.Barrier10Async();

        target.Link1.B.Send(Convert.FromHexString(Addresses + tagBefore + "8888" + s_payload));

        Assert.True(Addresses + tagAfter + "8888" + s_payload == Convert.ToHexStringLower(Receive(target.Link2.B)), what);
    }

    [Fact]
    public async Task SetTpSrc_MatchSaysNothingOfTheProtocol_UdpPortIsSet()
    {
        const string Before = "4500002000000000" + "4011" + "0000" + "0a0000010a000002" + "00350036000c0000" + "00000000";
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, "0009000800630000" + Messages10.Output2));
        await peer.Barrier10Async();

        target.Link1.B.Send(Convert.FromHexString(Addresses + "0800" + Before));

        Assert.Equal("00630036", Convert.ToHexStringLower(Receive(target.Link2.B), 34, 4));
    }

    [Fact]
    public async Task ExactEntry_LowestPriority_BeatsWildcards()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        string exact = "00000000" + "0001" + "020000000001" + "020000000002" + "ffff" + "0000" + "8888" + "0000" + "0000" + "00000000" + "00000000" + "0000" + "0000";
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, "", priority: 65534));
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, exact, Messages10.Output2, priority: 0));
        await peer.Barrier10Async();

        target.Link1.B.Send(s_untagged);

        Assert.Equal(s_untagged, Receive(target.Link2.B));
    }

    [Fact]
    public async Task PortMod_NoFlood_LeftOutOfFloodsAndNotSeenOver13()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        string port2 = await PortAsync(peer, index: 1);
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.Match("003820fe", inPort: "0001"), "00000008fffb0000")); // FLOOD

        await peer.SendAsync(Messages10.Message(15, "0002" + port2[4..16] + "00000010" + "00000010" + "00000000" + "00000000"));

        byte[] status = await peer.ReceiveAsync(12);
        Assert.Equal("02" + "00000000000000" + "0002", Convert.ToHexStringLower(status, 8, 10)); // MODIFY
        Assert.Equal("00000010", Convert.ToHexStringLower(status, 16 + 24, 4));
        Assert.Equal("00000010", (await PortAsync(peer, index: 1))[48..56]);
        target.Link1.B.Send(s_untagged);
        do
        {
            await peer.SendAsync(Messages10.AllFlows);
        }
        while ((await peer.ReceiveAsync(17))[12 + 79] == 0); // until the entry has counted the frame
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.Match("003820fe", inPort: "0001"), Messages10.Output2));
        await peer.Barrier10Async();
        byte[] second = [.. s_untagged, 1];
        target.Link1.B.Send(second);
        Assert.Equal(second, Receive(target.Link2.B)); // the flood did not come out before it
        using OpenFlowPeer young = await target.ConnectAsync();
        await young.GreetAsync();
        await young.SendAsync("0412001000000002" + "000d000000000000");
        Assert.Equal("00000000", Convert.ToHexStringLower(await young.ReceiveAsync(19), 16 + 64 + 32, 4));
    }

    [Theory]
    [InlineData("0001", "020000000099", "00000000", "00040001")] // BAD_HW_ADDR
    [InlineData("0009", "020000000099", "00000000", "00040000")] // BAD_PORT
    public async Task PortMod_NotToBeDone_PortModFailed(string number, string address, string advertise, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.Message(15, number + address + "00000010" + "00000010" + advertise + "00000000"));

        Assert.Equal(error, Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Theory]
    [InlineData("0000", "00000008" + "00020000", "a port that is not there counts as none")]
    [InlineData("ffff", "00000008" + "fffb0000", "no port, flood")]
    [InlineData("0001", "00000008" + "fffc0000", "all but the port it counts as received on")]
    [InlineData("0002", "00000008" + "fff80000", "back by IN_PORT")]
    [InlineData("0001", "00000008" + "fff90000", "through the table")]
    public async Task PacketOut_FrameOnPort2(string inPort, string action, string what)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.Match("003820fe", inPort: "0001"), Messages10.Output2));

        await peer.SendAsync(Messages10.Message(13, Messages10.NoBuffer + inPort + "0008" + action + Convert.ToHexString(s_untagged)));

        Assert.True(s_untagged.AsSpan().SequenceEqual(Receive(target.Link2.B)), what);
    }

    private static async Task<string> PortAsync(OpenFlowPeer peer, int index)
    {
        await peer.SendAsync("0105000800000002");
        return Convert.ToHexStringLower(await peer.ReceiveAsync(6), 32 + (48 * index), 48);
    }

    private static byte[] Receive(InMemoryLinkEnd end)
    {
        byte[] buffer = new byte[2048];
        Assert.True(end.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");
        return buffer[..end.Receive(buffer)];
    }
}
