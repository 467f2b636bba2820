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
        byte[] told = await first.ReceiveAsync(4);
        await first.SendAsync(Drop);

        Assert.Equal("0000000200000000" + "0000000000000002", Convert.ToHexStringLower(reply, 8, 16));

        // What ovs-ofctl 3.1 prints as "ONFT_ROLE_STATUS (OF1.3) (xid=0x0): role=secondary generation_id=2 reason=primary_request".
        Assert.Equal("0404002000000000" + "4f4e460000000777" + "0000000300000000" + "0000000000000002", Convert.ToHexStringLower(told));
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

    [Theory]
    [InlineData("0000000000000006", true)]
    [InlineData("8000000000000004", true)]  // the farthest ahead
    [InlineData("8000000000000005", false)] // the farthest behind
    public async Task Role_GenerationIds_ComparedInACircle(string generation, bool isNewer)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(AsSlave + "0000000000000005");
        await peer.ReceiveAsync(25);

        await peer.SendAsync(AsMaster + generation);
        await peer.SendAsync("0418001800000006" + "0000000000000000" + "0000000000000000"); // NOCHANGE

        string state = isNewer ? "0000000200000000" + generation : "0000000300000000" + "0000000000000005";
        Assert.Equal(isNewer ? 25 : 1, (await peer.ReceiveAsync())![1]);
        Assert.Equal(state, Convert.ToHexStringLower(await peer.ReceiveAsync(25), 8, 16));
    }

    [Fact]
    public async Task Slave_EveryMessageThatChangesTheSwitch_Refused()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(AsSlave + "0000000000000001");
        await peer.ReceiveAsync(25);
        string[] requests =
        [
            Drop,
            "040d001800000009" + "ffffffff" + "fffffffd" + "0000000000000000",     // PACKET_OUT
            "040f001000000009" + "0002" + "0000" + "fffffffc",                     // GROUP_MOD, delete all
            "041d001000000009" + "0002" + "0000" + "ffffffff",                     // METER_MOD, delete all
            "0411001000000009" + "ff000000" + "00000000",                          // TABLE_MOD
            "0409000c00000009" + "0000" + "0080",                                  // SET_CONFIG
            "0410002800000009" + new string('0', 64),                              // PORT_MOD
        ];

        foreach (string request in requests)
        {
            await peer.SendAsync(request);
            Assert.Equal("0001000a", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4)); // BAD_REQUEST, IS_SLAVE
        }
    }

    [Fact]
    public async Task AsyncConfig_AtFirst_SlavesHearOfPortsOnly()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("041a000800000005");

        // Packet-in, port-status, flow-removed: each for masters, then for slaves.
        Assert.Equal(
            "0000000700000000" + "0000000700000007" + "0000000f00000000", Convert.ToHexStringLower(await peer.ReceiveAsync(27), 8, 24));
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
