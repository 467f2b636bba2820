using EdgeFlow.Switch.Tests.Support;
using EdgeFlow.Switch.Tests.V10;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Flow statistics on the wire; bytes by hand from OpenFlow 1.3.5 §7.3.5.2 and §7.3.5.3.</summary>
public sealed class StatisticsTests
{
    private const string Header = "0412003800000005", Filter = "ff000000" + "ffffffff" + "ffffffff" + "00000000" + "0000000000000000" + "0000000000000000";
    private const string AnyMatch = "0001000400000000";

    private static readonly byte[] s_frame = Convert.FromHexString("0200000000020200000000018888" + new string('7', 92));

    [Fact]
    public async Task FlowStatistics_NoPacketCounts_AllOnesForPackets()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await ConnectAndSendFrameAsync(target, flags: "0008");

        await peer.SendAsync(Header + "0001000000000000" + Filter + AnyMatch);

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("ffffffffffffffff" + "000000000000003c", Convert.ToHexStringLower(reply, 16 + 32, 16));
    }

    [Fact]
    public async Task AggregateStatistics_OneEntryDoesNotCountBytes_AllOnesForBytes()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await ConnectAndSendFrameAsync(target, flags: "0010");

        await peer.SendAsync(Header + "0002000000000000" + Filter + AnyMatch);

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("0000000000000001" + "ffffffffffffffff" + "00000001", Convert.ToHexStringLower(reply, 16, 20));
    }

    [Fact]
    public async Task OpenFlow10_EntryThatDoesNotCount_AllOnesAsIn13()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer13 = await ConnectAndSendFrameAsync(target, flags: "0008");
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.AllFlows);
        byte[] flows = await peer.ReceiveAsync(17);
        await peer.SendAsync(Messages10.Stats("0002", Messages10.AnyMatch + "ff00" + Messages10.NoPort));
        byte[] aggregate = await peer.ReceiveAsync(17);

        Assert.Equal("ffffffffffffffff" + "000000000000003c", Convert.ToHexStringLower(flows, 12 + 72, 16));
        Assert.Equal("ffffffffffffffff" + "000000000000003c" + "00000001", Convert.ToHexStringLower(aggregate, 12, 20));
    }

    private static async Task<OpenFlowPeer> ConnectAndSendFrameAsync(SimulatedSwitch target, string flags)
    {
        OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        // ADD, priority 1, any match; apply-actions: output to port 2.
        await peer.SendAsync("040e005000000009" + "0000000000000000" + "0000000000000000" + "0000000000000001" + "ffffffffffffffff" + "ffffffff" + flags + "0000"
            + AnyMatch + "0004001800000000" + "0000001000000002" + "0000000000000000");
        await peer.BarrierAsync();
        target.Link1.B.Send(s_frame);
        Assert.True(target.Link2.B.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");
        return peer;
    }
}
