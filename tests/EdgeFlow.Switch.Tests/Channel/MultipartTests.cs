using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Multipart requests of a switch that has two ports and nothing else (OpenFlow 1.3.5 §7.3.5).</summary>
public sealed class MultipartTests
{
    private const string Any = "ffffffff";

    // table_id ALL, out_port ANY, out_group ANY, no cookie, match of no fields.
    private const string AllFlows = "ff000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "0001000400000000";

    [Theory]
    [InlineData("0000", "", 1056)]                   // DESC
    [InlineData("0001", AllFlows, 0)]                // FLOW
    [InlineData("0002", AllFlows, 24)]               // AGGREGATE
    [InlineData("0003", "", 254 * 24)]               // TABLE
    [InlineData("0004", Any + "00000000", 2 * 112)]  // PORT_STATS
    [InlineData("0005", Any + Any, 0)]               // QUEUE
    [InlineData("0006", "fffffffc00000000", 0)]      // GROUP, ALL
    [InlineData("0006", "0000000a00000000", 0)]      // GROUP that is not there: an empty list
    [InlineData("0007", "", 0)]                      // GROUP_DESC
    [InlineData("0008", "", 40)]                     // GROUP_FEATURES
    [InlineData("0009", Any + "00000000", 0)]        // METER, ALL
    [InlineData("000a", Any + "00000000", 0)]        // METER_CONFIG, ALL
    [InlineData("000b", "", 16)]                     // METER_FEATURES
    [InlineData("000d", "", 2 * 64)]                 // PORT_DESC
    public async Task Request_OneReplyOfTheSpecsSize(string type, string body, int size)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync(Request(type, body));

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("00001234" + type + "0000" + "00000000", Convert.ToHexStringLower(reply, 4, 12)); // xid, type, no MORE
        Assert.Equal(size, reply.Length - 16);
    }

    [Theory]
    [InlineData("0000", "0000000000000000", "00010006")]                   // BAD_REQUEST, BAD_LEN
    [InlineData("00ff", "", "00010002")]                                   // BAD_MULTIPART
    [InlineData("ffff", "0000232000000000", "00010003")]                   // BAD_EXPERIMENTER
    [InlineData("0004", "0000000900000000", "0001000b")]                   // BAD_PORT
    [InlineData("0009", "0000000700000000", "000c0003")]                   // METER_MOD_FAILED, UNKNOWN_METER
    [InlineData("0001", "fe000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "0001000400000000",
        "00010009")]                                                       // BAD_TABLE_ID: there are 254
    [InlineData("0001", "ff000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "0000000400000000",
        "00040000")]                                                       // BAD_MATCH, BAD_TYPE
    [InlineData("0002", "ff000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "00010009800014010600000000000000",
        "00040009")]                                                       // BAD_PREREQ: ip_proto alone
    public async Task Request_Wrong_RefusedWithTheSpecsError(string type, string body, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        string request = Request(type, body);

        await peer.SendAsync(request);

        byte[] refused = await peer.ReceiveAsync(1);
        Assert.Equal("00001234" + error, Convert.ToHexStringLower(refused, 4, 8));
        Assert.Equal(request[..Math.Min(request.Length, 128)], Convert.ToHexStringLower(refused, 12, refused.Length - 12));
    }

    [Fact]
    public async Task Request_ThatNeedsNoSecondPartButHasMore_BufferOverflow()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0412001000001234" + "0000" + "0001" + "00000000");

        Assert.Equal("0001000d", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task FlowStats_EchoWhatWasAdded()
    {
        const string Match = "00010012" + "8000000400000001" + "80000c021001" + "000000000000"; // in_port 1, vlan_vid 0x1001
        const string Instructions = "0003001800000000" + "0000001000000001" + "ffff000000000000"; // write: output 1
        const string Add = "040e006000000009" + "0000000000000003" + "0000000000000000" + "0000" + "0023" + "0033" + "0013"
            + "ffffffff" + Any + Any + "0002" + "0000" + Match + Instructions; // CHECK_OVERLAP
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(Add);

        await peer.SendAsync(Request("0001", AllFlows));

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("00600000", Convert.ToHexStringLower(reply, 16, 4)); // length, table
        Assert.Equal(
            "0013" + "0023" + "0033" + "0002" + "00000000" + "0000000000000003" + "0000000000000000" + "0000000000000000" + Match + Instructions,
            Convert.ToHexStringLower(reply, 28, reply.Length - 28));
    }

    [Fact]
    public async Task GroupDescription_EchoesBlankWatchFields()
    {
        const string Bucket = "0020" + "0001" + "00000000" + "00000000" + "00000000" + "0000001000000002" + "0000000000000000";
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync("040f003000000009" + "0000" + "0100" + "00000001" + Bucket); // ADD, SELECT

        await peer.SendAsync(Request("0007", ""));

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("0028" + "0100" + "00000001" + Bucket, Convert.ToHexStringLower(reply, 16, reply.Length - 16));
    }

    private static string Request(string type, string body) =>
        $"0412{16 + (body.Length / 2):x4}00001234" + type + "0000" + "00000000" + body;
}
