using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Frames and controllers together.</summary>
public sealed class ForwardingTests
{
    // ADD, priority 1, any match; apply-actions: output to port 2 (§7.3.4.1, §7.2.4, §7.2.5).
    private const string AllToPort2 = "040e005000000009" + "0000000000000000" + "0000000000000000" + "0000000000000001"
        + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000" + "0004001800000000" + "0000001000000002" + "0000000000000000";

    // ADD, table-miss: output to CONTROLLER, whole frame (max_len 0xffff).
    private const string MissToController = "040e005000000009" + "0000000000000000" + "0000000000000000" + "0000000000000000"
        + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000" + "0004001800000000" + "00000010fffffffd" + "ffff000000000000";

    private static readonly byte[] s_frame = Convert.FromHexString("0200000000020200000000018888" + new string('7', 92));

    [Fact]
    public async Task Flow_AfterBarrier_FrameForwarded()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(AllToPort2);
        await peer.BarrierAsync();

        target.Link1.B.Send(s_frame);

        Assert.Equal(s_frame, Receive(target.Link2.B));
    }

    [Fact]
    public async Task TableMiss_ToController_PacketInWithInPort()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(MissToController);
        await peer.BarrierAsync();

        target.Link1.B.Send(s_frame);

        byte[] packetIn = await peer.ReceiveAsync(10);
        string expected = "ffffffff" + "003c" + "00" + "00" + "0000000000000000" // no buffer, 60 bytes, NO_MATCH, table 0, cookie 0
            + "0001000c" + "80000004" + "00000001" + "00000000" + "0000" + Convert.ToHexStringLower(s_frame);
        Assert.Equal(expected, Convert.ToHexStringLower(packetIn, 8, packetIn.Length - 8));
    }

    [Fact]
    public async Task PacketIn_TwoEqualControllers_BothTold()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer first = await target.ConnectAsync();
        using OpenFlowPeer second = await target.ConnectAsync();
        await first.GreetAsync();
        await second.GreetAsync();
        await second.BarrierAsync(); // so that its hello has been handled
        await first.SendAsync(MissToController);
        await first.BarrierAsync();

        target.Link1.B.Send(s_frame);

        Assert.Equal((await first.ReceiveAsync(10))[8..], (await second.ReceiveAsync(10))[8..]);
    }

    [Fact]
    public async Task PacketIn_MaskedOutBySetAsync_NotSent()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer deaf = await target.ConnectAsync();
        using OpenFlowPeer keen = await target.ConnectAsync();
        await deaf.GreetAsync();
        await keen.GreetAsync();
        await deaf.SendAsync("041c002000000003" + string.Concat(Enumerable.Repeat("00000000", 6)));
        await deaf.BarrierAsync();
        await keen.SendAsync(MissToController);
        await keen.BarrierAsync();

        target.Link1.B.Send(s_frame);
        await keen.ReceiveAsync(10);
        await deaf.SendAsync("0402000800000077");

        Assert.Equal("0403000800000077", Convert.ToHexStringLower((await deaf.ReceiveAsync())!)); // and nothing before it
    }

    [Fact]
    public async Task Port_LinkGoesDown_PortStatusSent()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.BarrierAsync();

        target.Link2.IsUp = false;

        byte[] status = await peer.ReceiveAsync(12);
        Assert.Equal(2, status[8]); // MODIFY
        Assert.Equal("00000002", Convert.ToHexStringLower(status, 16, 4));
        Assert.Equal("00000001", Convert.ToHexStringLower(status, 52, 4)); // LINK_DOWN
    }

    [Fact]
    public async Task Controller_Dialled_RedialledWithin100MillisecondsAndFlowsStay()
    {
        using var controller = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        controller.Start();
        int port = ((System.Net.IPEndPoint)controller.LocalEndpoint).Port;
        await using var target = new SimulatedSwitch(options => options.Controllers.Add(new TransportAddress("127.0.0.1", port, IsUnix: false)));
        using (var peer = new OpenFlowPeer(await controller.AcceptSocketAsync(TestContext.Current.CancellationToken)))
        {
            await peer.GreetAsync();
            await peer.SendAsync(AllToPort2);
            await peer.BarrierAsync();
        }

        long lost = TimeProvider.System.GetTimestamp();
        using var again = new OpenFlowPeer(await controller.AcceptSocketAsync(TestContext.Current.CancellationToken));

        Assert.InRange(TimeProvider.System.GetElapsedTime(lost).TotalMilliseconds, 0, 1000); // 100 ms by design; the rest is a loaded machine
        target.Link1.B.Send(s_frame);
        Assert.Equal(s_frame, Receive(target.Link2.B));
    }

    private static byte[] Receive(Hal.Ports.InMemoryLinkEnd end)
    {
        Assert.True(end.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");
        byte[] buffer = new byte[2048];
        return buffer[..end.Receive(buffer)];
    }
}
