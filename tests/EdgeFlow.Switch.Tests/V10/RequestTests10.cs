using System.Text;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.V10;

/// <summary>Requests of OpenFlow 1.0 and their replies; bytes by hand from 1.0.1 §5.</summary>
public sealed class RequestTests10
{
    [Fact]
    public async Task Features_CapabilitiesActionsAndPorts()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync("0105000800000002");

        byte[] reply = await peer.ReceiveAsync(6);
        Assert.Equal("0106008000000002" + "00000000000000a1" + "00000400" + "fe000000" + "000000c7" + "00000fff", Convert.ToHexStringLower(reply, 0, 32));
        Assert.Equal("0001", Convert.ToHexStringLower(reply, 32, 2));
        Assert.Equal("ef1", Encoding.ASCII.GetString(reply, 40, 16).TrimEnd('\0'));
        Assert.Equal("00000000" + "00000000" + "000000c0", Convert.ToHexStringLower(reply, 56, 12)); // config, state; 10 Gb/s full duplex, copper
        Assert.Equal("0002", Convert.ToHexStringLower(reply, 80, 2));
    }

    [Theory]
    [InlineData("0102000c000000aa01020304", "0103000c000000aa01020304")] // echo
    [InlineData("0112000800000003", "0113000800000003")] // barrier
    [InlineData("0107000800000003", "0108000c0000000300000080")] // get-config: FRAG_NORMAL, 128 bytes
    [InlineData("0109000c00000003" + "00010100" + "0107000800000004", "0108000c0000000400010100")] // set, then get
    [InlineData("0114000c00000003" + "00020000", "0115001000000003" + "0002000000000000")] // queue config: no queues
    [InlineData("0110000c00000003" + "00020000", null)] // a stats request without its body
    [InlineData("0110001400000003" + "00050000" + "ffff0000ffffffff", "0111000c00000003" + "00050000")] // queue statistics: none
    [InlineData("0110003800000003" + "00020000" + Messages10.AnyMatch + "ff00ffff", "0111002400000003" + "00020000" + "00000000000000000000000000000000" + "0000000000000000")] // aggregate
    [InlineData("0110001400000003" + "00040000" + "0009000000000000", "0111000c00000003" + "00040000")] // statistics of a port that is not there: none
    public async Task Request_Reply(string request, string? reply)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(request);

        byte[] seen = (await peer.ReceiveAsync())!;
        Assert.Equal(reply ?? "0101001800000003" + "00010006" + request, Convert.ToHexStringLower(seen));
    }

    [Theory]
    [InlineData("0104000c00000003" + "00002320", "00010003")] // vendor message: BAD_VENDOR
    [InlineData("0110001000000003" + "ffff0000" + "00002320", "00010003")] // vendor statistics: BAD_VENDOR
    [InlineData("0110000c00000003" + "00090000", "00010002")] // BAD_STAT
    [InlineData("0163000800000003", "00010001")] // BAD_TYPE
    [InlineData("0412000800000003", "00010000")] // a message of 1.3: BAD_VERSION
    [InlineData("0114000c00000003" + "00090000", "00050000")] // queue config of no port: QUEUE_OP_FAILED, BAD_PORT
    [InlineData("0110001400000003" + "00050000" + "000200000000000a", "00050001")] // queue statistics of no queue: BAD_QUEUE
    [InlineData("0109000c00000003" + "00020080", "00010005")] // reassembly: EPERM
    public async Task Request_NotToBeDone_ErrorOf10(string request, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(request);

        byte[] seen = (await peer.ReceiveAsync())!;
        Assert.Equal("0101" + error, Convert.ToHexStringLower(seen, 0, 2) + Convert.ToHexStringLower(seen, 8, 4));
        Assert.Equal(request, Convert.ToHexStringLower(seen, 12, seen.Length - 12));
        await peer.Barrier10Async();
    }

    [Fact]
    public async Task TableStats_Name_WildcardsAndCounts()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2));

        await peer.SendAsync(Messages10.Stats("0003"));

        byte[] reply = await peer.ReceiveAsync(17);
        Assert.Equal(12 + (254 * 64), reply.Length);
        Assert.Equal("table0", Encoding.ASCII.GetString(reply, 16, 32).TrimEnd('\0'));
        Assert.Equal("003fffff" + "000f4240" + "00000001" + "0000000000000000" + "0000000000000000", Convert.ToHexStringLower(reply, 48, 28));
    }

    [Fact]
    public async Task DescAndPortStats_LengthsOf10()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();

        await peer.SendAsync(Messages10.Stats("0000") + Messages10.Stats("0004", "ffff000000000000"));

        byte[] description = await peer.ReceiveAsync(17);
        Assert.Equal(12 + 1056, description.Length);
        Assert.Equal("EdgeFlow", Encoding.ASCII.GetString(description, 12, 256).TrimEnd('\0'));
        byte[] ports = await peer.ReceiveAsync(17);
        Assert.Equal(12 + (2 * 104), ports.Length);
        Assert.Equal("0001", Convert.ToHexStringLower(ports, 12, 2));
        Assert.Equal("0002", Convert.ToHexStringLower(ports, 12 + 104, 2));
    }

    [Fact]
    public async Task FlowStats_MoreThanAMessageHolds_SplitWithMore()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        for (int i = 0; i < 700; i++)
        {
            await peer.SendAsync(Messages10.FlowMod(Messages10.Add, Messages10.AnyMatch, Messages10.Output2, priority: (ushort)i));
        }

        await peer.SendAsync(Messages10.AllFlows);

        byte[] first = await peer.ReceiveAsync(17), second = await peer.ReceiveAsync(17);
        Assert.Equal("00010001", Convert.ToHexStringLower(first, 8, 4)); // MORE
        Assert.Equal("00010000", Convert.ToHexStringLower(second, 8, 4));
        Assert.Equal(700 * 96, first.Length + second.Length - 24);
    }
}
