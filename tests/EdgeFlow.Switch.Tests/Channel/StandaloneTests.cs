using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Hand-over between learning switch and flow tables, over real connections.</summary>
public sealed class StandaloneTests
{
    private static readonly byte[] s_frame = Convert.FromHexString("0200000000020200000000018888" + new string('7', 92));

    [Fact]
    public async Task NoControllerConfigured_FramesForwardedThoughAToolIsConnected()
    {
        await using var target = new SimulatedSwitch(static options => options.FailMode = FailMode.Standalone);
        using OpenFlowPeer tool = await target.ConnectAsync();
        await tool.GreetAsync();
        await tool.BarrierAsync();

        target.Link1.B.Send(s_frame);

        Assert.Equal(s_frame, Receive(target.Link2.B));
    }

    [Fact]
    public async Task ControllerLostAndBack_LearningThenFlowTablesFromTheHelloOn()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var target = new SimulatedSwitch(options =>
        {
            options.FailMode = FailMode.Standalone;
            options.EchoSeconds = 1;
            options.Controllers.Add(new TransportAddress("127.0.0.1", port, IsUnix: false));
        });
        using (OpenFlowPeer first = await AcceptAsync(listener))
        {
            await first.BarrierAsync();
            Assert.False(target.Agent.Datapath.IsStandalone);
        }

        await WaitForAsync(() => target.Agent.Datapath.IsStandalone);
        target.Link1.B.Send(s_frame);
        Assert.Equal(s_frame, Receive(target.Link2.B));

        using OpenFlowPeer second = await AcceptAsync(listener);
        await second.BarrierAsync();
        Assert.False(target.Agent.Datapath.IsStandalone);
        target.Link1.B.Send(s_frame);

        await WaitForAsync(() => target.Agent.Datapath.GetDropCount(DropReason.TableMiss) == 1); // there is no flow entry
        Assert.False(target.Link2.B.WaitToReceive(TimeSpan.Zero));
    }

    /// <summary>Takes the switch's calls until one is alive: those that were not answered in time are given up.</summary>
    private static async Task<OpenFlowPeer> AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var peer = new OpenFlowPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
            try
            {
                await peer.GreetAsync();
                await peer.BarrierAsync();
                return peer;
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                peer.Dispose();
            }
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "not within 30 s");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static byte[] Receive(InMemoryLinkEnd end)
    {
        Assert.True(end.WaitToReceive(TimeSpan.FromSeconds(10)), "no frame came");
        byte[] buffer = new byte[2048];
        return buffer[..end.Receive(buffer)];
    }
}
