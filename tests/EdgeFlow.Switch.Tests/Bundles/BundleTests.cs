using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Bundles;

/// <summary>Bundles on the wire: ONF extension 230 of OpenFlow 1.3, bytes written by hand.</summary>
public sealed class BundleTests
{
    private const string Control = "4f4e4600" + "000008fc", AddMessage = "4f4e4600" + "000008fd";
    private const string Both = "0003"; // ATOMIC, ORDERED
    private const string Open = "0000", Close = "0002", Commit = "0004", Discard = "0006";
    private const string NoMatch = "0001000400000000";

    // Flow-mod, xid 5, priority 0x0013, no instructions.
    private const string FlowMod = "040e003800000005" + "0000000000000003" + "0000000000000000" + "0000" + "0000" + "0000" + "0013"
        + "ffffffff" + "ffffffff" + "ffffffff" + "0000" + "0000" + NoMatch;

    // The same for table 0xfe, which is not there.
    private const string BadFlowMod = "040e003800000005" + "0000000000000003" + "0000000000000000" + "fe00" + "0000" + "0000" + "0013"
        + "ffffffff" + "ffffffff" + "ffffffff" + "0000" + "0000" + NoMatch;

    [Fact]
    public async Task OpenAddCloseCommit_RepliesAndEntryIsThereOnlyThen()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await AssertReplyAsync(peer, Open, "0001");
        await peer.SendAsync(Add(FlowMod));
        await AssertReplyAsync(peer, Close, "0003");
        Assert.Equal(0, await CountFlowsAsync(peer));
        await AssertReplyAsync(peer, Commit, "0005");

        Assert.Equal(1, await CountFlowsAsync(peer));
        await AssertRefusedAsync(peer, Ctrl(Commit), "08fe"); // BAD_ID: it is done with
    }

    [Fact]
    public async Task Commit_OneMessageFails_ErrorOfThatMessageThenMsgFailedAndNothingChanged()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(Ctrl(Open) + Add(FlowMod) + Add(BadFlowMod) + Ctrl(Commit));

        byte[] first = await peer.ReceiveAsync(1);
        byte[] second = await peer.ReceiveAsync(1);

        Assert.Equal("00000005" + "00050002" + BadFlowMod, Convert.ToHexStringLower(first, 4, first.Length - 4)); // FLOW_MOD_FAILED, BAD_TABLE_ID
        Assert.Equal("00001234" + "ffff0909" + "4f4e4600" + Ctrl(Commit), Convert.ToHexStringLower(second, 4, second.Length - 4));
        Assert.Equal(0, await CountFlowsAsync(peer));
    }

    [Fact]
    public async Task Discard_NothingChangedAndIdIsFree()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await AssertReplyAsync(peer, Open, "0001");
        await peer.SendAsync(Add(FlowMod));

        await AssertReplyAsync(peer, Discard, "0007");

        Assert.Equal(0, await CountFlowsAsync(peer));
        await AssertReplyAsync(peer, Open, "0001");
    }

    [Fact]
    public async Task AddMessage_ToIdThatIsNotOpen_OpensIt()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync(Add(FlowMod));

        await AssertReplyAsync(peer, Commit, "0005");

        Assert.Equal(1, await CountFlowsAsync(peer));
    }

    [Theory]
    [InlineData(Close, "08fe")]    // BAD_ID
    [InlineData(Commit, "08fe")]   // BAD_ID
    [InlineData(Discard, "08fe")]  // BAD_ID
    [InlineData("0001", "0902")]   // BAD_TYPE: a reply
    [InlineData("0008", "0902")]   // BAD_TYPE
    public async Task Control_WithoutBundle_Refused(string type, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await AssertRefusedAsync(peer, Ctrl(type), error);
    }

    [Fact]
    public async Task Control_AgainstTheStateOfTheBundle_RefusedAndBundleDiscarded()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await AssertRefusedAsync(peer, Ctrl(Open, "0004"), "0903"); // BAD_FLAGS
        await AssertReplyAsync(peer, Open, "0001");
        await AssertRefusedAsync(peer, Ctrl(Open), "08ff"); // BUNDLE_EXIST
        await AssertRefusedAsync(peer, Ctrl(Commit), "08fe");
        await AssertReplyAsync(peer, Open, "0001");
        await AssertRefusedAsync(peer, Ctrl(Commit, "0001"), "0903"); // other flags than it was opened with
        await AssertRefusedAsync(peer, Ctrl(Commit), "08fe");
        await AssertReplyAsync(peer, Open, "0001");
        await AssertReplyAsync(peer, Close, "0003");
        await AssertRefusedAsync(peer, Ctrl(Close), "0900"); // BUNDLE_CLOSED
        await AssertReplyAsync(peer, Open, "0001");
        await AssertReplyAsync(peer, Close, "0003");
        await AssertRefusedAsync(peer, Add(FlowMod), "0900");
        await AssertRefusedAsync(peer, Ctrl(Commit), "08fe");
    }

    [Theory]
    [InlineData("0402000800000005", "0906")]                                    // MSG_UNSUP: an echo request
    [InlineData("040e000800000006", "0905")]                                    // MSG_BAD_XID
    [InlineData("040e000700000005", "0904")]                                    // MSG_BAD_LEN: below a header
    [InlineData("040e004000000005", "0904")]                                    // MSG_BAD_LEN: more than is there
    public async Task AddMessage_WrongInside_Refused(string inner, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await AssertReplyAsync(peer, Open, "0001");

        await AssertRefusedAsync(peer, Add(inner), error);

        await AssertReplyAsync(peer, Commit, "0005"); // the bundle is as it was
    }

    [Fact]
    public async Task Bundles_BelongToTheirConnection()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer first = await target.ConnectAsync();
        using OpenFlowPeer second = await target.ConnectAsync();
        await first.GreetAsync();
        await second.GreetAsync();
        await AssertReplyAsync(first, Open, "0001");

        await AssertRefusedAsync(second, Ctrl(Commit), "08fe");

        await AssertReplyAsync(first, Commit, "0005");
    }

    [Fact]
    public async Task Slave_IsSlave()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        await peer.SendAsync("041800180000000a" + "00000003" + "00000000" + "0000000000000001");
        await peer.ReceiveAsync(25);

        await peer.SendAsync(Ctrl(Open));

        Assert.Equal("0001000a", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    [Fact]
    public async Task OtherOnfMessage_BadExperimenterType()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();

        await peer.SendAsync("0404001000000005" + "4f4e4600" + "000008fe");

        Assert.Equal("00010004", Convert.ToHexStringLower(await peer.ReceiveAsync(1), 8, 4));
    }

    private static string Ctrl(string type, string flags = Both) => "0404001800001234" + Control + "00000007" + type + flags;

    private static string Add(string inner) => $"0404{24 + (inner.Length / 2):x4}00000005" + AddMessage + "00000007" + "0000" + Both + inner;

    private static async Task AssertReplyAsync(OpenFlowPeer peer, string request, string reply)
    {
        await peer.SendAsync(Ctrl(request));
        Assert.Equal(Ctrl(reply), Convert.ToHexStringLower(await peer.ReceiveAsync() ?? []));
    }

    private static async Task AssertRefusedAsync(OpenFlowPeer peer, string request, string error)
    {
        await peer.SendAsync(request);
        byte[] refused = await peer.ReceiveAsync() ?? [];
        Assert.Equal("ffff" + error + "4f4e4600" + request[..Math.Min(request.Length, 128)], Convert.ToHexStringLower(refused, 8, refused.Length - 8));
    }

    private static async Task<int> CountFlowsAsync(OpenFlowPeer peer)
    {
        await peer.SendAsync("0412003800000009" + "0002000000000000" + "ff000000ffffffffffffffff00000000" + "0000000000000000" + "0000000000000000" + NoMatch);
        byte[] reply = await peer.ReceiveAsync(19);
        return reply[35];
    }
}
