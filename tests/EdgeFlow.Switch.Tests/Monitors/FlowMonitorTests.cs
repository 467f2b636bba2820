using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Monitors;

/// <summary>Flow monitors on the wire: ONF extension 187 of OpenFlow 1.3.</summary>
/// <remarks>Requests and updates with a match header are those of Open vSwitch 3.1 and its ovs-ofctl, captured between them.</remarks>
public sealed class FlowMonitorTests
{
    private const string Extension = "4f4e4600" + "0000074e";
    private const string Everything = "003f";
    private const string Watch = "0412003000000006" + "ffff000000000000" + Extension + "00000000" + Everything + "0004ffffffffff0000000001000400000000";
    private const string Nothing = "0413001800000006" + "ffff000000000000" + Extension;

    private const string Commit = "0404001800000007" + "4f4e4600000008fc" + "00000001" + "0004" + "0003";

    private const string TcpMatch = "0001001580000a020800800014010680001c0200" + "50000000";
    private const string UdpMatch = "0001000f80000a02080080001401" + "1100";

    [Fact]
    public async Task Request_EntriesThere_AnsweredAsOpenVSwitchDoes()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);
        await peer.SendAsync(FlowMod(0, 1, 5, 0, 0, 7, TcpMatch + Apply(3) + "0001000802000000"));

        await peer.SendAsync(Watch);

        Assert.Equal(
            "0413006800000006ffff0000000000004f4e46000000074e0050000000000007000000000015010000000000000000050001001580000a0208008000"
            + "14010680001c0200500000000004001800000000000000100000000300000000000000000001000802000000",
            await NextAsync(peer));
    }

    [Fact]
    public async Task ChangesOfAnother_AddModifyDelete_ToldAsOpenVSwitchDoes()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target), other = await GreetAsync(target);
        await WatchNothingYetAsync(peer);

        await other.SendAsync(FlowMod(0, 0, 6, 11, 12, 8, UdpMatch + Apply(4)));
        await other.SendAsync(FlowMod(1, 0, 0, 0, 0, 8, UdpMatch + Apply(5)));
        await other.SendAsync(FlowMod(3, 0, 0, 0, 0, 8, UdpMatch));

        const string Head = "0413005800000000ffff0000000000004f4e46000000074e0040";
        const string Tail = "0008000b000c000f000000000000000000060001000f80000a0208008000140111000004001800000000000000100000000";
        Assert.Equal(Head + "00000000" + Tail + "40000000000000000", await NextAsync(peer));
        Assert.Equal(Head + "00020000" + Tail + "50000000000000000", await NextAsync(peer));
        Assert.Equal(Head + "00010002" + Tail + "50000000000000000", await NextAsync(peer));
    }

    [Fact]
    public async Task OwnChanges_NotAskedFor_OneXidForAMessageInFrontOfItsBarrier()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);
        await peer.SendAsync(FlowMod(0, 0, 6, 0, 0, 8, UdpMatch + Apply(1)) + FlowMod(0, 0, 6, 0, 0, 9, UdpMatch + Apply(1)));

        await peer.SendAsync(Request("00000007", "001e") + FlowMod(3, 0, 0, 0, 0, 0, UdpMatch) + "0414000800000b0b");

        Assert.Equal(Nothing, await NextAsync(peer));
        Assert.Equal("0413002000000000ffff000000000000" + Extension + "0008000300000005", await NextAsync(peer));
        Assert.Equal("0415000800000b0b", await NextAsync(peer));
    }

    [Fact]
    public async Task Match_FieldsAlone_AsOsKenWritesIt_AnsweredInThatForm()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target), other = await GreetAsync(target);
        const string Fields = "80000a0208008000140111"; // eth_type, ip_proto
        await peer.SendAsync("0412003800000006ffff000000000000" + Extension + "00000001" + "002f" + "000b" + "ffffffff" + "ff000000" + Fields + "0000000000");
        Assert.Equal(Nothing, await NextAsync(peer));

        await other.SendAsync(FlowMod(0, 1, 5, 0, 0, 7, TcpMatch + Apply(3))); // not UDP: not told
        await other.SendAsync(FlowMod(0, 0, 6, 0, 0, 8, UdpMatch + Apply(4)));

        Assert.Equal(
            "0413004000000000ffff000000000000" + Extension + "00280000" + "0000" + "0008" + "0000" + "0000" + "000b" + "0000" + "0000000000000006" + Fields
            + "0000000000", await NextAsync(peer));
    }

    [Fact]
    public async Task OutPort_EntryLeavesThePort_Told()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target), other = await GreetAsync(target);
        await peer.SendAsync("0412003000000006ffff000000000000" + Extension + "00000000" + "002e" + "0004" + "00000004" + "ff000000" + "0001000400000000");
        Assert.Equal(Nothing, await NextAsync(peer));

        await other.SendAsync(FlowMod(0, 0, 1, 0, 0, 7, UdpMatch + Apply(3))); // another port: not told
        await other.SendAsync(FlowMod(0, 0, 2, 0, 0, 8, UdpMatch + Apply(4)));
        await other.SendAsync(FlowMod(2, 0, 0, 0, 0, 8, UdpMatch + Apply(5)));
        await other.SendAsync(FlowMod(4, 0, 0, 0, 0, 8, UdpMatch)); // now another port: not told
        await other.BarrierAsync();

        Assert.Equal("0000" + "0000" + "0008", (await NextAsync(peer))[52..64]); // added
        Assert.Equal("0002" + "0000" + "0008", (await NextAsync(peer))[52..64]); // modified
        await peer.SendAsync("0414000800000b0b");
        Assert.Equal("0415000800000b0b", await NextAsync(peer));
    }

    [Fact]
    public async Task TimeOut_ToldWithReason()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);
        await peer.SendAsync(Watch + FlowMod(0, 0, 6, 0, 1, 8, UdpMatch));
        Assert.Equal(Nothing, await NextAsync(peer));

        Assert.Equal("0000" + "0000", (await NextAsync(peer))[52..60]);
        Assert.Equal("0001" + "0001", (await NextAsync(peer))[52..60]); // deleted, HARD_TIMEOUT
    }

    [Fact]
    public async Task Bundle_ToldWhenItStaysAndNotWhenItFails()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target), other = await GreetAsync(target);
        await WatchNothingYetAsync(peer);

        await other.SendAsync(Bundled(FlowMod(0, 0, 1, 0, 0, 1, UdpMatch)) + Bundled(FlowMod(0, 0xfe, 2, 0, 0, 2, UdpMatch)) + Commit);
        await other.SendAsync(Bundled(FlowMod(0, 0, 3, 0, 0, 3, UdpMatch)) + Commit);
        await other.BarrierAsync();

        Assert.Equal("00000000" + "0003", (await NextAsync(peer))[52..64]);
        await peer.SendAsync("0414000800000b0b");
        Assert.Equal("0415000800000b0b", await NextAsync(peer));
    }

    [Fact]
    public async Task Cancel_NothingMoreTold_AndUnknownIdRefused()
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);
        await WatchNothingYetAsync(peer);
        const string Cancel = "0404001400000009" + Extension + "00000000";

        await peer.SendAsync(Cancel + FlowMod(0, 0, 6, 0, 0, 8, UdpMatch) + Cancel);

        Assert.Equal("0401002400000009" + "ffff" + "0751" + "4f4e4600" + Cancel, await NextAsync(peer)); // UNKNOWN_MONITOR
        Assert.False(target.Agent.Datapath.IsWatched);
    }

    [Theory]
    [InlineData("00000002", "007f", "ff000000", "ffff0753")] // BAD_FLAGS
    [InlineData("00000002", "003f", "fe000000", "ffff0754")] // BAD_TABLE_ID
    [InlineData("00000001", "003f", "ff000000", "ffff074f")] // MONITOR_EXISTS: the request's own first
    public async Task Request_OneMonitorRefused_NoneIsSetUp(string id, string flags, string table, string error)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);

        await peer.SendAsync(
            "0412004800000006ffff000000000000" + Extension
            + "00000001003f0004ffffffffff0000000001000400000000" + id + flags + "0004ffffffff" + table + "0001000400000000");

        Assert.Equal(error + "4f4e4600", (await NextAsync(peer))[16..32]);
        Assert.False(target.Agent.Datapath.IsWatched);
    }

    [Theory]
    [InlineData("0412002400000006ffff0000000000004f4e46000000074e00000001003f0004ffffffff")] // ends within the monitor
    [InlineData("0412002800000006ffff0000000000004f4e46000000074e00000001003f0100ffffffffff000000")] // a match of 256 bytes
    public async Task Request_LongerThanTheMessage_BadLength(string request)
    {
        await using var target = new SimulatedSwitch();
        using OpenFlowPeer peer = await GreetAsync(target);

        await peer.SendAsync(request);

        Assert.Equal("00010006", (await NextAsync(peer))[16..24]); // BAD_REQUEST, BAD_LEN
    }

    [Fact]
    public async Task PeerThatDoesNotRead_Paused_ThenToldTheSumAndResumed()
    {
        await using var target = new SimulatedSwitch(options => options.HandshakeSeconds = 1); // looked after every second
        using OpenFlowPeer peer = await GreetAsync(target), other = await GreetAsync(target);
        foreach (int there in (int[])[1, 4, 5])
        {
            await other.SendAsync(FlowMod(0, 0, there, 0, 0, there, UdpMatch + Apply(1)));
        }

        await peer.SendAsync(Watch);
        await peer.ReceiveAsync(0x13);

        // Updates of 16 KiB each, until one cannot be told.
        string longList = string.Concat(Enumerable.Repeat("0000001000000001" + "0000000000000000", 1000));
        string instructions = "0004" + (8 + (longList.Length / 2)).ToString("x4") + "00000000" + longList;
        for (int i = 0; i < 4000; i++)
        {
            await other.SendAsync(FlowMod(2, 0, 0, 0, 0, 1, UdpMatch + instructions));
        }

        await other.SendAsync(FlowMod(0, 0, 2, 0, 0, 2, UdpMatch) + FlowMod(4, 0, 0, 0, 0, 2, UdpMatch)); // comes and goes meanwhile
        await other.SendAsync(FlowMod(0, 0, 3, 0, 0, 3, UdpMatch) + FlowMod(4, 0, 0, 0, 0, 1, UdpMatch));
        await other.SendAsync(FlowMod(0, 0, 0x44, 0, 0, 4, UdpMatch) + FlowMod(4, 0, 0, 0, 0, 4, UdpMatch)); // another takes its place, and goes
        await other.SendAsync(FlowMod(4, 0, 0, 0, 0, 5, UdpMatch) + FlowMod(0, 0, 0x55, 0, 0, 5, UdpMatch)); // goes, and another comes
        await other.BarrierAsync();

        int told = 0;
        string message;
        while ((message = await NextAsync(peer))[2..4] == "13")
        {
            told++;
        }

        Assert.Equal("0404001000000000" + "4f4e4600" + "0000074f", message); // PAUSED
        Assert.InRange(told, 1, 3999);
        string sum = await NextAsync(peer);
        Assert.Equal("0404001000000000" + "4f4e4600" + "00000750", await NextAsync(peer)); // RESUMED
        List<string> updates = [];
        for (int at = 48; at < sum.Length; at += Convert.ToInt32(sum.Substring(at, 4), 16) * 2)
        {
            updates.Add(sum.Substring(at + 4, 12)); // event, reason, priority
        }

        Assert.Equal(["00010002" + "0001", "00010002" + "0004", "00010002" + "0005"], updates.Take(3).Order()); // what went, first
        Assert.Equal(["00000000" + "0003", "00000000" + "0005"], updates.Skip(3).Order());
    }

    private static async Task<OpenFlowPeer> GreetAsync(SimulatedSwitch target)
    {
        OpenFlowPeer peer = await target.ConnectAsync();
        await peer.GreetAsync();
        return peer;
    }

    private static async Task WatchNothingYetAsync(OpenFlowPeer peer)
    {
        await peer.SendAsync(Watch);
        Assert.Equal(Nothing, await NextAsync(peer));
    }

    private static string FlowMod(int command, int table, int cookie, int idle, int hard, int priority, string matchAndInstructions)
    {
        int length = 48 + (matchAndInstructions.Length / 2);
        return $"040e{length:x4}00000005" + $"{cookie:x16}" + "0000000000000000" + $"{table:x2}{command:x2}{idle:x4}{hard:x4}{priority:x4}"
            + "ffffffffffffffffffffffff" + "00000000" + matchAndInstructions;
    }

    private static string Apply(int port) => "0004001800000000" + "00000010" + $"{port:x8}" + "0000000000000000";

    private static string Request(string id, string flags) =>
        "0412003000000006ffff000000000000" + Extension + id + flags + "0004ffffffffff000000" + "0001000400000000";

    private static string Bundled(string message) => $"0404{24 + (message.Length / 2):x4}00000005" + "4f4e4600000008fd" + "00000001" + "00000003" + message;

    private static async Task<string> NextAsync(OpenFlowPeer peer)
    {
        while (true)
        {
            byte[] message = await peer.ReceiveAsync() ?? throw new InvalidOperationException("closed");
            if (message[1] is not (0 or 2)) // hello, echo request
            {
                return Convert.ToHexStringLower(message);
            }
        }
    }
}
