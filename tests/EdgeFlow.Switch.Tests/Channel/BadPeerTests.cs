using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>What a broken or hostile peer costs: its own connection, at most.</summary>
public sealed class BadPeerTests
{
    [Theory]
    [InlineData("474554202f20485454502f312e310d0a0d0a")] // GET / HTTP/1.1
    [InlineData("0405000800000001")] // features request before hello
    [InlineData("0400000700000001")] // length below 8
    [InlineData("0400000000000001")] // length 0
    public async Task Start_NotAHello_OnlyThatConnectionCloses(string hex)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer good = await target.ConnectAsync();
        await good.GreetAsync();
        using OpenFlowPeer bad = await target.ConnectAsync();

        await bad.SendAsync(hex);

        while (await bad.ReceiveAsync() is not null)
        {
            // its hello and perhaps an error come first
        }

        await good.BarrierAsync();
    }

    [Fact]
    public async Task Header_LengthBelow8AfterHello_Closed()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer bad = await target.ConnectAsync();
        await bad.GreetAsync();

        await bad.SendAsync("0402000300000001");

        Assert.Null(await bad.ReceiveAsync());
    }

    [Theory]
    [InlineData("040e000c00000011" + "00000000", 14)] // flow-mod of 12 bytes
    [InlineData("0412000800000011", 18)] // multipart request without body
    [InlineData("0418000c00000011" + "00000002", 24)] // role request cut short
    [InlineData("0405000c00000011" + "00000000", 5)] // features request with a tail
    public async Task Message_WrongLength_BadLenWithRequestsBytes(string hex, byte type)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync(hex);

        byte[] error = await peer.ReceiveAsync(1);
        Assert.Equal("00010006", Convert.ToHexStringLower(error, 8, 4)); // BAD_REQUEST, BAD_LEN
        Assert.Equal(hex, Convert.ToHexStringLower(error, 12, error.Length - 12));
        Assert.Equal(type, error[13]);
        await peer.BarrierAsync();
    }

    [Fact]
    public async Task Message_UnknownType_BadTypeAndConnectionStays()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("04c8000800000011");

        Assert.Equal("00010001", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
        await peer.BarrierAsync();
    }

    [Fact]
    public async Task Message_OtherVersion_BadVersion()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0505000800000011");

        Assert.Equal("00010000", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task Message_OfGreatestLength_Handled()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        byte[] echo = new byte[65535];
        Convert.FromHexString("0402ffff00000011").CopyTo(echo, 0);

        await peer.SendAsync(echo);

        Assert.Equal(65535, (await peer.ReceiveAsync(3)).Length);
    }

    [Fact]
    public async Task Peer_NeverReads_OthersAreServed()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer deaf = await target.ConnectAsync();
        await deaf.SendAsync(OpenFlowPeer.Hello);
        byte[] requests = Convert.FromHexString(string.Concat(Enumerable.Repeat("0412001000000001" + "000c000000000000", 100))); // table features

        Task flood = Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await deaf.SendAsync(requests);
            }
        }, TestContext.Current.CancellationToken);
        using OpenFlowPeer good = await target.ConnectAsync();
        await good.GreetAsync();
        for (int i = 0; i < 20; i++)
        {
            await good.BarrierAsync();
        }

        deaf.Dispose();
        await flood.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
