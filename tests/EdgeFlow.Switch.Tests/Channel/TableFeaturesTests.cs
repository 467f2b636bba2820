using System.Buffers.Binary;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Table features on the wire, in one message and in several (OpenFlow 1.3.5 §7.3.5.5).</summary>
public sealed class TableFeaturesTests
{
    // instructions: apply, goto; next tables: 1; apply actions: output; instructions of table-miss: none; match: in_port (exact), eth_dst (masked); wildcards: both.
    private const string Table0 =
        "0090" + "00" + "0000000000" + "61636c0000000000000000000000000000000000000000000000000000000000" // "acl"
        + "0000000000000000" + "0000000000000000" + "00000000" + "0000000a"
        + "0000000c" + "00010004" + "00040004" + "00000000"
        + "00020005" + "01" + "000000"
        + "00060008" + "00000004"
        + "00010004" + "00000000"
        + "0008000c" + "80000004" + "8000070c" + "00000000"
        + "000a000c" + "80000004" + "80000606" + "00000000"
        + "000c0004" + "00000000";

    private const string Table1 =
        "0060" + "01" + "0000000000" + "6c32000000000000000000000000000000000000000000000000000000000000" // "l2"
        + "0000000000000000" + "0000000000000000" + "00000003" + "00000014"
        + "00000008" + "00040004"
        + "00060008" + "00000004"
        + "00080008" + "80000606"
        + "000a0008" + "80000606";

    [Fact]
    public async Task SetThenGet_EchoesByteForByte()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Request(1, Table0 + Table1));
        byte[] set = await peer.ReceiveAsync(19);
        await peer.SendAsync(Request(2, ""));
        byte[] got = await peer.ReceiveAsync(19);

        Assert.Equal(Table0 + Table1, Convert.ToHexStringLower(set, 16, set.Length - 16));
        Assert.Equal(Table0 + Table1, Convert.ToHexStringLower(got, 16, got.Length - 16));
        Assert.Equal("00000001" + "000c" + "0000", Convert.ToHexStringLower(set, 4, 8));
    }

    [Fact]
    public async Task Set_InPartsWithOtherMessagesBetween_DoneWithTheLast()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Request(1, Table1, hasMore: true));
        await peer.SendAsync(Request(2, "")); // a whole request of its own
        Assert.Equal(254, (await ReceiveTables(peer)).Count);
        await peer.BarrierAsync();
        await peer.SendAsync(Request(1, Table0));

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal(Table0 + Table1, Convert.ToHexStringLower(reply, 16, reply.Length - 16)); // by table id
    }

    [Fact]
    public async Task Set_AllThatWasGot_InAsManyMessages_Echoed()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync(Request(1, ""));
        List<string> tables = await ReceiveTables(peer);
        Assert.Equal(254, tables.Count);

        for (int first = 0; first < tables.Count; first += 30)
        {
            await peer.SendAsync(Request(5, string.Concat(tables.Skip(first).Take(30)), hasMore: first + 30 < tables.Count));
        }

        Assert.Equal(tables, await ReceiveTables(peer));
    }

    [Fact]
    public async Task Set_SecondPartWrong_NothingChangesAndOneError()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Request(1, Table0, hasMore: true));
        await peer.SendAsync(Request(1, Table1.Replace("80000606", "80005006", StringComparison.Ordinal)));
        await peer.SendAsync(Request(2, ""));

        byte[] refused = await peer.ReceiveAsync(1);
        Assert.Equal("00000001" + "000d0004", Convert.ToHexStringLower(refused, 4, 8)); // TABLE_FEATURES_FAILED, BAD_ARGUMENT
        Assert.Equal(254, (await ReceiveTables(peer)).Count);
    }

    [Theory]
    [InlineData("fe", "", "000d0000")]                        // table 254 of 254: BAD_TABLE
    [InlineData("01", "", "000d0000")]                        // no table 0
    [InlineData("00", "0008000880000408", "000d0001")]        // metadata matched, but no bit of it: BAD_METADATA
    [InlineData("00", "0009000400000000", "000d0002")]        // BAD_TYPE
    [InlineData("00", "0008000380000004", "000d0003")]        // BAD_LEN
    [InlineData("00", "0008000980000004", "000d0003")]        // a property that is cut off
    [InlineData("00", "0002000500000000", "000d0004")]        // next table 0: BAD_ARGUMENT
    public async Task Set_Wrong_RefusedWithTheSpecsError(string table, string property, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        string body = $"{64 + (property.Length / 2):x4}{table}" + "0000000000" + new string('0', 64) + "0000000000000000" + "0000000000000000" + "00000000" + "00000001" + property;

        await peer.SendAsync(Request(1, body));

        Assert.Equal("00000001" + error, Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8));
        await peer.BarrierAsync();
    }

    [Fact]
    public async Task Set_StructureCutOff_BadLen()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Request(1, "00400000"));

        Assert.Equal("000d0003", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task Set_StructureSplitBetweenParts_BadLenOnceThenPassedOver()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Request(1, Table0[..80], hasMore: true));
        await peer.SendAsync(Request(1, Table0[80..]));
        await peer.SendAsync("0414000800000b0b");

        Assert.Equal("00000001" + "000d0003", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8));
        Assert.Equal(21, Assert.IsType<byte[]>(await peer.ReceiveAsync())[1]); // and nothing else
    }

    [Fact]
    public async Task Set_FromASlave_IsSlaveOnce()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync("0418001800000001" + "00000003" + "00000000" + "0000000000000001");

        await peer.SendAsync(Request(1, Table0, hasMore: true));
        await peer.SendAsync(Request(1, Table1));
        await peer.SendAsync(Request(2, ""));

        Assert.Equal("00000001" + "0001000a", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8));
        Assert.Equal(254, (await ReceiveTables(peer)).Count);
    }

    [Fact]
    public async Task Set_MoreThanCanBeKept_OverflowOnceThenPassedOver()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        string part = Request(1, string.Concat(Enumerable.Repeat(Table1, 680)), hasMore: true); // 65,280 bytes
        for (int i = 0; i < 70; i++)
        {
            await peer.SendAsync(part);
        }

        await peer.SendAsync(Request(1, Table0));
        await peer.SendAsync("0414000800000b0b");

        Assert.Equal("00000001" + "0001000d", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8)); // MULTIPART_BUFFER_OVERFLOW
        Assert.Equal(21, Assert.IsType<byte[]>(await peer.ReceiveAsync())[1]); // and nothing else
    }

    [Fact]
    public async Task FlowMod_BeyondWhatIsOffered_RefusedOverBothVersions()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target), old = await target.ConnectAsync();
        await old.Greet10Async();
        await peer.SendAsync(Request(1, Table0 + Table1));
        await peer.ReceiveAsync(19);

        // Table 0: eth_src is no longer matched.
        await peer.SendAsync("040e004000000009" + "0000000000000000" + "0000000000000000" + "0000" + "0000" + "0000" + "0001"
            + "ffffffff" + "ffffffff" + "ffffffff" + "0000" + "0000" + "0001000e" + "80000806" + "020000000001" + "0000");
        Assert.Equal("00000009" + "00040006", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8)); // BAD_MATCH, BAD_FIELD

        // Table 2 is gone.
        await peer.SendAsync("040e003800000009" + "0000000000000000" + "0000000000000000" + "0200" + "0000" + "0000" + "0001"
            + "ffffffff" + "ffffffff" + "ffffffff" + "0000" + "0000" + "0001000400000000");
        Assert.Equal("00000009" + "00050002", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 4, 8)); // FLOW_MOD_FAILED, BAD_TABLE_ID

        // The same over 1.0: dl_src.
        await old.SendAsync("010e004800000009" + "003ffffb" + "0000" + "020000000001" + new string('0', 56) + "0000000000000000"
            + "0000" + "0000" + "0000" + "0001" + "ffffffff" + "ffff" + "0000");
        Assert.Equal(1, (await old.ReceiveAsync(1))[1]);
        await peer.SendAsync("0412001000000003" + "0003" + "0000" + "00000000");
        byte[] tables = await peer.ReceiveAsync(19);
        Assert.Equal((16 + (2 * 24), 0U), (tables.Length, BinaryPrimitives.ReadUInt32BigEndian(tables.AsSpan(20))));
    }

    private static async Task<OpenFlowPeer> Connect(SimulatedSwitch target)
    {
        OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        return peer;
    }

    private static string Request(int xid, string body, bool hasMore = false) =>
        $"0412{16 + (body.Length / 2):x4}{xid:x8}" + "000c" + (hasMore ? "0001" : "0000") + "00000000" + body;

    /// <summary>The structures of one reply, however many messages it takes.</summary>
    private static async Task<List<string>> ReceiveTables(OpenFlowPeer peer)
    {
        var tables = new List<string>();
        byte[] part;
        do
        {
            part = await peer.ReceiveAsync(19);
            for (int at = 16; at < part.Length;)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(part.AsSpan(at));
                tables.Add(Convert.ToHexStringLower(part, at, length));
                at += length;
            }
        }
        while ((part[11] & 1) != 0);
        return tables;
    }
}
