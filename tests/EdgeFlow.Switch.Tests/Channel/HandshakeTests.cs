using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Bytes by hand from OpenFlow 1.3.5 §7.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task Hello_WithoutBitmap_AnsweredWithBitmapOf13And10()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();

        byte[]? hello = await peer.ReceiveAsync();

        Assert.Equal("0400001000000001" + "0001000800000012", Convert.ToHexStringLower(hello!));
    }

    [Fact]
    public async Task Hello_OnlyVersion11_IncompatibleThenClosed()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();

        await peer.SendAsync("0200000800000007");

        byte[] error = await peer.ReceiveAsync(1);
        Assert.Equal("00000000", Convert.ToHexStringLower(error, 8, 4)); // HELLO_FAILED, INCOMPATIBLE
        Assert.Null(await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData("0100000800000007", 1)] // all that it has is 1.0
    [InlineData("0100001000000007" + "0001000800000002", 1)] // bitmap: 1.0
    [InlineData("0100001000000007" + "0001000800000012", 4)] // bitmap: 1.0 and 1.3
    [InlineData("0600001000000007" + "0001000800000062", 1)] // bitmap: 1.0, 1.4, 1.5
    public async Task Hello_SeveralVersions_HighestCommonIsSpoken(string hello, byte version)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();

        await peer.SendAsync(hello + $"0{version}05000800000002");

        Assert.Equal(version, (await peer.ReceiveAsync(6))[0]);
    }

    [Fact]
    public async Task Hello_SwitchRestrictedTo10_OffersAndSpeaksOnlyThat()
    {
        await using var target = new SimulatedSwitch(options => options.Versions = 1 << 1);
        using OpenFlowPeer peer = await target.ConnectAsync();

        Assert.Equal("0100001000000001" + "0001000800000002", Convert.ToHexStringLower((await peer.ReceiveAsync())!));
        await peer.SendAsync("0400001000000007" + "0001000800000010");

        byte[] error = await peer.ReceiveAsync(1);
        Assert.Equal("00000000", Convert.ToHexStringLower(error, 8, 4)); // HELLO_FAILED, INCOMPATIBLE
        Assert.Null(await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData("0000000800000007", "00000000")] // a hello: HELLO_FAILED, INCOMPATIBLE
    [InlineData("0002000800000007", "00010000")] // anything else: BAD_REQUEST, BAD_VERSION
    public async Task Header_Version0_ErrorThenClosed(string hex, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();

        await peer.SendAsync(hex);

        Assert.Equal(error, Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public async Task Hello_HigherVersionWithoutBitmap_13IsSpoken()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();

        await peer.SendAsync("0600000800000007" + "0405000800000002");

        byte[] features = await peer.ReceiveAsync(6);
        Assert.Equal(4, features[0]);
    }

    [Fact]
    public async Task FeaturesRequest_DatapathIdTablesAndBuffersInReply()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0405000800000002");

        byte[] reply = await peer.ReceiveAsync(6);
        Assert.Equal("0406002000000002" + "00000000000000a1" + "00000400" + "fe000000" + "0000004f" + "00000000", Convert.ToHexStringLower(reply));
    }

    [Fact]
    public async Task EchoRequest_WithData_SameDataBack()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0402000c000000aa01020304");

        Assert.Equal("0403000c000000aa01020304", Convert.ToHexStringLower(await peer.ReceiveAsync(3)));
    }

    [Fact]
    public async Task Messages_InOneWrite_AnsweredInOrder()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0402000800000001" + "0414000800000002" + "0407000800000003");

        Assert.Equal("0403000800000001", Convert.ToHexStringLower((await peer.ReceiveAsync())!));
        Assert.Equal("0415000800000002", Convert.ToHexStringLower((await peer.ReceiveAsync())!));
        Assert.Equal("0408000c0000000300000080", Convert.ToHexStringLower((await peer.ReceiveAsync())!)); // FRAG_NORMAL, 128 bytes
    }

    [Fact]
    public async Task Message_InSingleBytes_Handled()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        foreach (byte b in Convert.FromHexString("0402000a00000009beef"))
        {
            await peer.SendAsync([b]);
        }

        Assert.Equal("0403000a00000009beef", Convert.ToHexStringLower(await peer.ReceiveAsync(3)));
    }
}
