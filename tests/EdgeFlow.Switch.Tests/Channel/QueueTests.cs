using EdgeFlow.Hal.Queues;
using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;
using EdgeFlow.Switch.Tests.V10;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Queues on the wire; bytes by hand from OpenFlow 1.3.5 §7.2.2, §7.3.5.8, §7.3.6 and 1.0.1 §5.2.2, §5.3.5, §5.3.7.</summary>
public sealed class QueueTests
{
    private const string Any = "ffffffff", All = "ffffffff";
    private const string Queue1 = "00000001" + "00000002" + "0030" + "000000000000"
        + "0001001000000000" + "0258000000000000" + "0002001000000000" + "0384000000000000"; // min 60 %, max 90 %

    private const string Queue5 = "00000005" + "00000002" + "0010" + "000000000000";

    private static readonly byte[] s_frame = Convert.FromHexString("0200000000020200000000018888" + new string('7', 92));

    [Theory]
    [InlineData("00000002", "0417005000000001" + "0000000200000000" + Queue1 + Queue5)]
    [InlineData(Any, "0417005000000001" + "ffffffff00000000" + Queue1 + Queue5)]
    [InlineData("00000001", "0417001000000001" + "0000000100000000")] // no queues
    [InlineData("00000009", "0401001c00000001" + "00090000" + "0416001000000001" + "0000000900000000")] // BAD_PORT
    public async Task QueueGetConfig_RatesInTenthsOfAPercent(string port, string reply)
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0416001000000001" + port + "00000000");

        Assert.Equal(reply, Convert.ToHexStringLower((await peer.ReceiveAsync())!));
    }

    [Theory]
    [InlineData(Any, All, new[] { "0000000200000001", "0000000200000005" })]
    [InlineData("00000002", All, new[] { "0000000200000001", "0000000200000005" })]
    [InlineData(Any, "00000005", new[] { "0000000200000005" })]
    [InlineData("00000002", "00000001", new[] { "0000000200000001" })]
    [InlineData("00000001", All, new string[0])]
    public async Task QueueStats_PortsAndQueuesAsked(string port, string queue, string[] expected)
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0412001800000001" + "0005000000000000" + port + queue);

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal(expected, reply.AsSpan(16).ToArray().Chunk(40).Select(static stats => Convert.ToHexStringLower(stats, 0, 8)));
    }

    [Theory]
    [InlineData("00000009", All, "00090000")]      // BAD_PORT
    [InlineData("00000002", "00000003", "00090001")] // BAD_QUEUE
    [InlineData("00000001", "00000001", "00090001")]
    [InlineData(Any, "00000003", "00090001")]
    public async Task QueueStats_NotThere_QueueOpFailed(string port, string queue, string error)
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0412001800000001" + "0005000000000000" + port + queue);

        Assert.Equal(error, Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task SetQueue_FrameForwarded_CountedOnTheQueue()
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        // ADD, any match; apply-actions: set_queue 5, output to port 2.
        await peer.SendAsync("040e005800000009" + "0000000000000000" + "0000000000000000" + "0000000000000001" + "ffffffffffffffff" + "ffffffff" + "00000000"
            + "0001000400000000" + "0004002000000000" + "0015000800000005" + "0000001000000002" + "0000000000000000");
        await peer.BarrierAsync();
        target.Link1.B.Send(s_frame);
        Assert.True(target.Link2.B.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");

        await peer.SendAsync("0412001800000001" + "0005000000000000" + "00000002" + "00000005");
        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("0000000200000005" + "000000000000003c" + "0000000000000001" + "0000000000000000", Convert.ToHexStringLower(reply, 16, 32));
        await peer.SendAsync("0416001000000001" + "00000002" + "00000000");
        Assert.Equal(80, (await peer.ReceiveAsync(23)).Length);
    }

    [Fact]
    public async Task OpenFlow10_EnqueueConfigAndStatistics()
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        // ENQUEUE: 0 type 11, 2 length 16, 4 port, 6 pad, 12 queue_id
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, "000b0010" + "0002000000000000" + "00000001"));
        await peer.Barrier10Async();
        target.Link1.B.Send(s_frame);
        Assert.True(target.Link2.B.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");

        await peer.SendAsync("0110001400000003" + "00050000" + "ffff0000ffffffff");
        Assert.Equal(
            "0111004c00000003" + "00050000"
                + "00020000" + "00000001" + "000000000000003c" + "0000000000000001" + "0000000000000000"
                + "00020000" + "00000005" + "0000000000000000" + "0000000000000000" + "0000000000000000",
            Convert.ToHexStringLower(await peer.ReceiveAsync(17)));
        await peer.SendAsync("0114000c00000003" + "00020000");
        Assert.Equal(
            "0115003000000003" + "0002000000000000" + "00000001" + "00180000" + "0001001000000000" + "0258000000000000" + "00000005" + "00080000",
            Convert.ToHexStringLower(await peer.ReceiveAsync(21)));
    }

    [Fact]
    public async Task OpenFlow10_EnqueueToAQueueThatIsNotThere_BadQueue()
    {
        await using var target = new SimulatedSwitch(Configure);
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, "000b0010" + "0002000000000000" + "00000007"));

        Assert.Equal("00020008", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    private static void Configure(SwitchOptions options)
    {
        options.Queues.Add(new QueueOptions(2, null, null, 100_000_000));
        options.Queues.Add(new QueueOptions(2, 5, null, null));
        options.Queues.Add(new QueueOptions(2, 1, 60_000_000, 90_000_000));
    }
}
