using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Eviction and vacancy events on the wire (docs/table-extension.md), in a switch with tables of two entries.</summary>
public sealed class TableExtensionTests
{
    private const string Onf = "4f4e4600", Any = "ffffffff";
    private const string TableMod = Onf + "00000780", SetEviction = Onf + "00000785", EvictionRequest = Onf + "00000786";

    [Fact]
    public async Task Eviction_SwitchedOnByMessage_LeastImportantGoesWithItsReason()
    {
        await using var target = new SimulatedSwitch(TwoEntries);
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync("0404001800000007" + SetEviction + "0001000000000000");
        await peer.SendAsync(Add(priority: 1, importance: 9) + Add(priority: 2, importance: 3) + Add(priority: 3, importance: 9));

        byte[] removed = await peer.ReceiveAsync(11);

        Assert.Equal("0002" + "05" + "00", Convert.ToHexStringLower(removed, 16, 4)); // priority, OFPRR_EVICTION, table
        Assert.Equal(2, await CountFlows(peer));
    }

    [Fact]
    public async Task Eviction_PeersWithAndWithoutTheExtension_EachGetsAReasonItKnows()
    {
        await using var target = new SimulatedSwitch(static options =>
        {
            TwoEntries(options);
            options.EvictsEverywhere = true;
        });
        using OpenFlowPeer plain = await Connect(target), extended = await Connect(target);
        await extended.SendAsync("0404001800000007" + EvictionRequest + "0000000000000000");
        Assert.Equal("0404001800000007" + Onf + "00000787" + "0001000000000000", Convert.ToHexStringLower(await extended.ReceiveAsync(4)));
        await plain.SendAsync(Add(priority: 1, importance: 1) + Add(priority: 2, importance: 2) + Add(priority: 3, importance: 3));

        Assert.Equal("00010200", Convert.ToHexStringLower(await plain.ReceiveAsync(11), 16, 4)); // OFPRR_DELETE
        Assert.Equal("00010500", Convert.ToHexStringLower(await extended.ReceiveAsync(11), 16, 4));
    }

    [Fact]
    public async Task Eviction_OpenFlow10_LeastTimeLeftGoesAndReadsDelete()
    {
        await using var target = new SimulatedSwitch(static options =>
        {
            TwoEntries(options);
            options.EvictingTables.Add(0);
        });
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.Greet10Async();
        foreach ((int priority, int hard) in new[] { (1, 300), (2, 200), (3, 300) })
        {
            // All wild, cookie 0, ADD, no buffer, out_port NONE, SEND_FLOW_REM, no actions.
            await peer.SendAsync("010e004800000001" + "003fffff" + new string('0', 72) + "0000000000000000"
                + $"0000{0:x4}{hard:x4}{priority:x4}" + "ffffffff" + "ffff" + "0001");
        }

        byte[] removed = await peer.ReceiveAsync(11);

        Assert.Equal("0002" + "02", Convert.ToHexStringLower(removed, 56, 3)); // priority, OFPRR_DELETE
    }

    [Fact]
    public async Task FullTable_EvictionOff_TableFull()
    {
        await using var target = new SimulatedSwitch(TwoEntries);
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(Add(priority: 1, importance: 1) + Add(priority: 2, importance: 2) + Add(priority: 3, importance: 3));

        Assert.Equal("00050001", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4)); // FLOW_MOD_FAILED, TABLE_FULL
    }

    [Fact]
    public async Task FlowStats_EchoTheImportance()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync(Add(priority: 1, importance: 7));

        await peer.SendAsync("0412003800000001" + "0001" + "0000" + "00000000" + "ff000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "0001000400000000");

        byte[] reply = await peer.ReceiveAsync(19);
        Assert.Equal("0001000400000000" + Importance(7), Convert.ToHexStringLower(reply, 64, reply.Length - 64));
    }

    [Fact]
    public async Task Vacancy_CrossedDownAndUp_ToldToTheOneThatAsked()
    {
        await using var target = new SimulatedSwitch(TwoEntries);
        using OpenFlowPeer asking = await Connect(target), other = await Connect(target);
        await asking.SendAsync("0404002000000007" + TableMod + "00000000" + "00000008" + "0003" + "0008" + "28" + "3c" + "0000"); // 40 and 60 percent
        await asking.BarrierAsync();

        await other.SendAsync(Add(priority: 1, importance: 1) + Add(priority: 2, importance: 1));
        Assert.Equal(Status("03", vacancy: "00"), Convert.ToHexStringLower(await asking.ReceiveAsync(4)));

        await other.SendAsync(Delete());
        Assert.Equal(Status("04", vacancy: "64"), Convert.ToHexStringLower(await asking.ReceiveAsync(4)));

        // The other peer's next message is its flow-removed or barrier reply, not a table status.
        await other.SendAsync("0414000800000b0b");
        byte[]? next;
        do
        {
            next = await other.ReceiveAsync();
            Assert.NotNull(next);
            Assert.NotEqual(4, next[1]);
        }
        while (next[1] != 21);
    }

    [Fact]
    public async Task TableDescription_AsConfigured()
    {
        await using var target = new SimulatedSwitch(static options =>
        {
            TwoEntries(options);
            options.TableCount = 2;
        });
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync("0404002800000007" + TableMod + "01000000" + "0000000c" + "0002" + "0008" + "00000006" + "0003" + "0008" + "0a" + "14" + "0000");

        await peer.SendAsync("0412001800000008" + "ffff" + "0000" + "00000000" + Onf + "00000782");

        Assert.Equal(
            "0413004800000008" + "ffff" + "0000" + "00000000" + Onf + "00000782"
            + "00180000" + "00000000" + "0002000800000006" + "0003000800006400"
            + "00180100" + "0000000c" + "0002000800000006" + "000300080a146400",
            Convert.ToHexStringLower(await peer.ReceiveAsync(19)));
    }

    [Theory]
    [InlineData("0404001800000001" + SetEviction + "fe01000000000000", "00080000")]                        // no table 254: BAD_TABLE
    [InlineData("0404001800000001" + EvictionRequest + "fe00000000000000", "00080000")]
    [InlineData("0404001400000001" + SetEviction + "00010000", "00010006")]                                // BAD_LEN
    [InlineData("0404001800000001" + TableMod + "00000000" + "00000010", "00080001")]                      // unknown bit: BAD_CONFIG
    [InlineData("0404001800000001" + TableMod + "fe000000" + "00000004", "00080000")]
    [InlineData("0404002000000001" + TableMod + "00000000" + "00000004" + "0002000800000001", "00080001")] // other factors: not ours
    [InlineData("0404002000000001" + TableMod + "00000000" + "00000008" + "000300083c280000", "00080001")] // down above up
    [InlineData("0404002000000001" + TableMod + "00000000" + "00000008" + "0003000700000000", "00010006")]
    [InlineData("0404001c00000001" + TableMod + "00000000" + "00000008" + "00030004", "00010006")]
    [InlineData("0404002000000001" + TableMod + "00000000" + "00000008" + "0009000800000000", "00080001")] // unknown property
    [InlineData("0404001000000001" + TableMod, "00010006")]
    [InlineData("0404000c00000001" + Onf, "00010006")]
    [InlineData("0412001c00000001" + "ffff" + "0000" + "00000000" + Onf + "00000782" + "00000000", "00010006")]
    [InlineData("0412001800000001" + "ffff" + "0000" + "00000000" + Onf + "00000001", "00010003")]         // BAD_EXPERIMENTER
    public async Task Message_Wrong_RefusedAndTheConnectionGoesOn(string request, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);

        await peer.SendAsync(request);

        byte[] refused = await peer.ReceiveAsync(1);
        Assert.Equal("00000001" + error + request, Convert.ToHexStringLower(refused, 4, refused.Length - 4));
        await peer.BarrierAsync();
    }

    [Fact]
    public async Task Message_FromASlave_OnlyReadingIsAllowed()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await Connect(target);
        await peer.SendAsync("0418001800000001" + "00000003" + "00000000" + "0000000000000001"); // slave

        await peer.SendAsync("0404001800000002" + SetEviction + "0001000000000000");
        Assert.Equal("0001000a", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4)); // IS_SLAVE

        await peer.SendAsync("0404001800000003" + EvictionRequest + "0000000000000000");
        Assert.Equal("0404001800000003" + Onf + "00000787" + "0000000000000000", Convert.ToHexStringLower(await peer.ReceiveAsync(4)));
    }

    [Fact]
    public async Task DamagedMessages_TheConnectionGoesOn()
    {
        const int Seed = 192;
        const string Features = "0412006000000001" + "000c" + "0000" + "00000000" + "00500000" + "00000000" + "6100000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000" + "0000000000000000" + "00000000" + "00000001" + "0000000800040004" + "0008000880000004";
        string[] whole =
        [
            "0404001800000001" + SetEviction + "0001000000000000", "0404001800000001" + EvictionRequest + "0000000000000000",
            "0404002800000001" + TableMod + "00000000" + "0000000c" + "0002000800000006" + "000300080a140000",
            "0412001800000001" + "ffff" + "0000" + "00000000" + Onf + "00000782", Features, Add(priority: 1, importance: 2),
        ];
        var random = new Random(Seed);
        await using var target = new SimulatedSwitch(static options => options.TableCount = 4);
        using OpenFlowPeer peer = await Connect(target);
        for (int i = 0; i < 3000; i++)
        {
            byte[] message = Convert.FromHexString(whole[random.Next(whole.Length)]);
            for (int damages = random.Next(1, 4); damages > 0; damages--)
            {
                // Anything but the header, so that the message is still a message.
                message[random.Next(8, message.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            }

            await peer.SendAsync(message);
        }

        await peer.BarrierAsync();
    }

    private static void TwoEntries(SwitchOptions options) => options.TableCapacity = 2;

    private static async Task<OpenFlowPeer> Connect(SimulatedSwitch target)
    {
        OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        return peer;
    }

    private static string Importance(int importance) => "ffff0010" + Onf + "00000780" + $"{importance:x4}0000";

    /// <summary>Adds to table 0 an entry that matches all and asks for its flow-removed.</summary>
    private static string Add(int priority, int importance) =>
        "040e004800000009" + "0000000000000000" + "0000000000000000" + "0000" + "0000" + "0000" + $"{priority:x4}"
        + "ffffffff" + Any + Any + "0001" + "0000" + "0001000400000000" + Importance(importance);

    private static string Delete() =>
        "040e00380000000a" + "0000000000000000" + "0000000000000000" + "ff03" + "0000" + "0000" + "0000"
        + "ffffffff" + Any + Any + "0000" + "0000" + "0001000400000000";

    private static string Status(string reason, string vacancy) =>
        "0404003000000000" + Onf + "00000781" + reason + "00000000000000"
        + "00180000" + "00000008" + "0002000800000006" + "00030008" + "283c" + vacancy + "00";

    private static async Task<int> CountFlows(OpenFlowPeer peer)
    {
        await peer.SendAsync("0412003800000001" + "0002" + "0000" + "00000000" + "ff000000" + Any + Any + "00000000" + "0000000000000000" + "0000000000000000" + "0001000400000000");
        byte[] reply = await peer.ReceiveAsync(19);
        return reply[35]; // last byte of flow_count
    }
}
