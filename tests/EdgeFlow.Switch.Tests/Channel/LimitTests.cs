using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Bounds on what peers can take: connections, time, memory.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Connections_OneTooMany_ClosedUntilAnotherLeaves()
    {
        var log = new LogLines();
        await using var target = new SimulatedSwitch(options => options.MaxConnections = 2, log);
        using OpenFlowPeer first = await target.ConnectAsync();
        await first.GreetAsync();
        OpenFlowPeer second = await target.ConnectAsync();
        await second.GreetAsync();

        using (OpenFlowPeer third = await target.ConnectAsync())
        {
            Assert.Null(await third.ReceiveAsync());
        }

        await log.WaitForAsync("2 connections are open; close some or raise maxConnections");
        second.Dispose();
        await first.BarrierAsync();
        await log.WaitForAsync("closed by the peer");
        byte[]? hello = null;
        for (int i = 0; i < 500 && hello is null; i++)
        {
            using OpenFlowPeer next = await target.ConnectAsync(); // its place is free a moment after the line was logged
            hello = await next.ReceiveAsync();
        }

        Assert.NotNull(hello);
    }

    [Fact]
    public async Task Hello_NeverSent_GivenUpThoughBytesTrickle()
    {
        var log = new LogLines();
        await using var target = new SimulatedSwitch(options => options.HandshakeSeconds = 1, log);
        using OpenFlowPeer silent = await target.ConnectAsync();

        await silent.SendAsync("04000010"); // the beginning of one
        await silent.ReceiveAsync(0);

        Assert.Null(await silent.ReceiveAsync());
        await log.WaitForAsync("no hello within 1 s");
    }

    [Fact]
    public async Task Echo_SilentPeer_AskedThenGivenUp()
    {
        var log = new LogLines();
        await using var target = new SimulatedSwitch(options => options.EchoSeconds = 1, log);
        using OpenFlowPeer silent = await target.ConnectAsync();
        await silent.GreetAsync();

        Assert.Equal(2, (await silent.ReceiveAsync())![1]); // echo request
        Assert.Null(await silent.ReceiveAsync());
        await log.WaitForAsync("silent for");
    }

    [Fact]
    public async Task Peer_AsksAndNeverReads_GivenUp()
    {
        var log = new LogLines();
        await using var target = new SimulatedSwitch(options => options.EchoSeconds = 1, log);
        using OpenFlowPeer deaf = await target.ConnectAsync();
        await deaf.SendAsync(OpenFlowPeer.Hello);
        byte[] requests = Convert.FromHexString(string.Concat(Enumerable.Repeat("0412001000000001" + "000c000000000000", 100))); // table features

        // Once its replies are not taken the switch does not read on, so that sending stops; then it closes.
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await deaf.SendAsync(requests);
            }
        });

        await log.WaitForAsync("silent for");
    }

    [Fact]
    public async Task OutputQueue_NobodySends_EventsAreDroppedAboveTheLimitAndRepliesWait()
    {
        var queue = new OutputQueue();
        byte[] message = new byte[64 * 1024];

        int taken = 0;
        while (queue.TryAppendEvent(message))
        {
            taken++;
        }

        Assert.Equal((OutputQueue.EventLimit / message.Length) + 1, taken);
        Assert.Equal(1UL, queue.DroppedEvents);
        Task room = queue.WaitForRoomAsync(CancellationToken.None).AsTask();
        Assert.False(room.IsCompleted);

        using var peer = new MemoryStream();
        using var stop = new CancellationTokenSource();
        Task sending = queue.SendAsync(peer, static () => { }, stop.Token);
        await room;
        await queue.WaitUntilEmptyAsync();
        Assert.Equal(taken * message.Length, peer.Length);
        Assert.True(queue.TryAppendEvent(message));
        await stop.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
