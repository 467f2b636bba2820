using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>OpenFlow 1.3.5 §6.3.5.</summary>
public sealed class RoleTests
{
    private const string AsMaster = "0418001800000005" + "0000000200000000", AsSlave = "0418001800000005" + "0000000300000000";
    private const string Drop = "040e003800000009" + "0000000000000000" + "0000000000000000" + "0000000000000001"
        + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000";

    [Fact]
    public async Task Master_SecondComes_FirstIsSlaveAndRefused()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer first = await target.ConnectAsync();
        using OpenFlowPeer second = await target.ConnectAsync();
        await first.GreetAsync();
        await second.GreetAsync();
        await first.SendAsync(AsMaster + "0000000000000001");
        await first.ReceiveAsync(25);

        await second.SendAsync(AsMaster + "0000000000000002");
        byte[] reply = await second.ReceiveAsync(25);
        await first.SendAsync(Drop);

        Assert.Equal("0000000200000000" + "0000000000000002", Convert.ToHexStringLower(reply, 8, 16));
        Assert.Equal("0001000a", Convert.ToHexStringLower(await first.ReceiveAsync(1), 8, 4)); // BAD_REQUEST, IS_SLAVE
    }

    [Fact]
    public async Task Role_OldGenerationId_Stale()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(AsMaster + "0000000000000005");
        await peer.ReceiveAsync(25);

        await peer.SendAsync(AsSlave + "0000000000000004");

        Assert.Equal("000b0000", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4)); // ROLE_REQUEST_FAILED, STALE
    }

    [Fact]
    public async Task Equal_AfterConnecting_MayChangeFlows()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync(Drop);
        await peer.BarrierAsync();

        Assert.Single(target.Agent.Datapath.GetFlows(new Hal.Pipeline.FlowFilter()));
    }
}
