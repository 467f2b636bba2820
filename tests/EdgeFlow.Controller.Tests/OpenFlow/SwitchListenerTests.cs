using System.Net.Sockets;
using EdgeFlow.Controller.Tests.Network;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.OpenFlow;

/// <summary>Whatever a peer sends costs its own connection only. Bytes by hand from OpenFlow 1.3.5 §7.1 and §7.3.1.</summary>
public sealed class SwitchListenerTests
{
    private const string Hello = "0400000800000001";

    [Theory]
    [InlineData("ff0a000800000000")] // no version of ours
    [InlineData("0100000800000001")] // hello of OpenFlow 1.0
    [InlineData(Hello + "0400000700000001")] // length below a header's
    [InlineData(Hello + "0406000800000002")] // features reply without a body
    [InlineData(Hello + "0401000900000001ff")] // error of one byte
    public async Task Connection_BytesBreakTheFormat_OnlyThisOneEnds(string bytes)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using TestFabric fabric = await TestFabric.StartAsync(3);
        using var peer = new TcpClient();
        await peer.ConnectAsync(fabric.EndPoint, stop);
        NetworkStream stream = peer.GetStream();
        await stream.WriteAsync(Convert.FromHexString(bytes), stop);

        // Reads until the controller has closed the connection; a reset is an end as well.
        byte[] buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, stop).AsTask().WaitAsync(TimeSpan.FromSeconds(15), stop) > 0)
            {
            }
        }
        catch (IOException)
        {
        }

        Assert.Equal(3, fabric.Network.Sessions.Count);
        var host = new MacAddress(0x0200_0000_aa01);
        await fabric.Switches[0].SendPacketInAsync(3, ArpBuilder.BuildRequest(host, 1, 2));
        await TestFabric.WaitAsync(() => fabric.Switches.All(item => item.ActionsOf(10000, TestFabric.To(host)) is not null), "flows of a host");
    }
}
