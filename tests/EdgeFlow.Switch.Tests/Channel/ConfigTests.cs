using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Switch configuration, table-mods and the other requests that are neither flow-mods nor multiparts.</summary>
public sealed class ConfigTests
{
    [Fact]
    public async Task Config_SetThenGet_TheSame()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0409000c00000001" + "0001" + "0040"); // FRAG_DROP, miss_send_len 64
        await peer.SendAsync("0407000800000002");

        Assert.Equal("0408000c00000002" + "0001" + "0040", Convert.ToHexStringLower(await peer.ReceiveAsync(8)));
    }

    [Theory]
    [InlineData("0409000c00000001" + "0002" + "0080", "000a0000")]                    // set-config, FRAG_REASM: BAD_FLAGS
    [InlineData("0411001000000001" + "fe000000" + "00000000", "00080000")]           // table-mod, table 254 of 254: BAD_TABLE
    [InlineData("0416001000000001" + "00000009" + "00000000", "00090000")]           // queues of port 9: BAD_PORT
    [InlineData("0404001000000001" + "00002320" + "00000001", "00010003")]           // another's experimenter message
    [InlineData("0418001800000001" + "00000004" + "00000000" + "0000000000000001", "000b0002")] // role 4: BAD_ROLE
    public async Task Request_ThatCannotBe_RefusedWithTheSpecsError(string request, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync(request);

        byte[] refused = await peer.ReceiveAsync(1);
        Assert.Equal("00000001" + error + request, Convert.ToHexStringLower(refused, 4, refused.Length - 4));
    }
}
