using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.Network;

public sealed class NetworkControllerTests
{
    private const uint EdgePort = 3, OtherEdgePort = 4;
    private static readonly MacAddress s_host = new(0x0200_0000_aa01);
    private static readonly MacAddress s_peer = new(0x0200_0000_aa02);
    private static readonly Match s_multicast = Match.Any.WithEthDst(0x0100_0000_0000, 0x0100_0000_0000);

    [Fact]
    public async Task Broadcast_RingOfFour_EveryLinkButOneIsInFloods()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);

        // Tree of 1-2, 1-4, 2-3; switch i's port 1 leads to port 2 of the next one. Edge ports join when they have been quiet long enough.
        string[] expected = ["1,2,3,4", "1,2,3,4", "2,3,4", "1,3,4"];
        await TestFabric.WaitAsync(
            () => fabric.Switches.Select(item => item.ActionsOf(30000, s_multicast) ?? "none").SequenceEqual(expected), "the floods of the tree");
        Assert.Equal("", fabric.Switches[2].ActionsOf(40000, s_multicast.WithInPort(1)));
        Assert.Equal("", fabric.Switches[3].ActionsOf(40000, s_multicast.WithInPort(2)));
    }

    [Fact]
    public async Task PacketIn_ArpAtAnEdgePort_EverySwitchLeadsToTheHost()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);

        await fabric.Switches[0].SendPacketInAsync(EdgePort, ArpBuilder.BuildRequest(s_host, 0x0a4d0001, 0x0a4d0002));
        await TestFabric.WaitAsync(() => fabric.Switches.All(item => item.ActionsOf(10000, TestFabric.To(s_host)) is not null), "host's entries");

        Assert.Equal("3", fabric.Switches[0].ActionsOf(10000, TestFabric.To(s_host)));
        Assert.Equal("2", fabric.Switches[1].ActionsOf(10000, TestFabric.To(s_host)));
        Assert.Equal("1", fabric.Switches[3].ActionsOf(10000, TestFabric.To(s_host)));
        Assert.Equal(0x0a4d0001u, Assert.Single(fabric.Network.Hosts).Ip);
    }

    [Fact]
    public async Task PacketIn_ArpThatCameOverALink_TeachesNothing()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(3);

        await fabric.Switches[0].SendPacketInAsync(1, ArpBuilder.BuildRequest(s_host, 1, 2));
        await fabric.Switches[0].SendPacketInAsync(EdgePort, ArpBuilder.BuildRequest(s_peer, 2, 1));
        await TestFabric.WaitAsync(() => fabric.Network.Hosts.Count > 0, "the later host");

        Assert.Equal(s_peer, Assert.Single(fabric.Network.Hosts).Mac);
    }

    [Fact]
    public async Task PacketIn_RarpWithAHostsMacElsewhere_IsRefusedAndChangesNothing()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(3);
        await LearnAsync(fabric, 0, EdgePort, s_host);

        await fabric.Switches[1].SendPacketInAsync(EdgePort, ArpBuilder.BuildRarp(s_host));
        await TestFabric.WaitAsync(() => fabric.CountEvents("move-refused") == 1, "the refusal");
        await fabric.WaitForRestAsync();

        Assert.Equal(new SwitchPort(1, EdgePort), Assert.Single(fabric.Network.Hosts).At);
        Assert.Equal("3", fabric.Switches[0].ActionsOf(10000, TestFabric.To(s_host)));
        Assert.Equal(1, fabric.Network.RefusedMoves);
    }

    [Fact]
    public async Task Move_ToServerPortAndOldPlaceIsSilent_IsBelieved()
    {
        var place = new SwitchPort(2, EdgePort);
        await using TestFabric fabric = await TestFabric.StartAsync(3, prepare: it => it.Options.ServerPorts.Add(place));
        await LearnAsync(fabric, 0, EdgePort, s_host);

        await fabric.Switches[1].SendPacketInAsync(EdgePort, ArpBuilder.BuildRarp(s_host));
        await TestFabric.WaitAsync(() => fabric.CountEvents("host-moved") == 1, "the move");

        Assert.Equal(place, Assert.Single(fabric.Network.Hosts).At);
        Assert.Equal("3", fabric.Switches[1].ActionsOf(10000, TestFabric.To(s_host)));
        Assert.Contains(fabric.Switches[0].Sent, sent => sent.Port == EdgePort && IsArpFor(sent.Frame, s_host));
    }

    [Fact]
    public async Task Move_ToServerPortButOldPlaceAnswers_IsRefused()
    {
        var place = new SwitchPort(2, EdgePort);
        await using TestFabric fabric = await TestFabric.StartAsync(3, prepare: it => it.Options.ServerPorts.Add(place));
        await LearnAsync(fabric, 0, EdgePort, s_host);
        Task answering = AnswerProbeAsync(fabric.Switches[0]);

        await fabric.Switches[1].SendPacketInAsync(EdgePort, ArpBuilder.BuildRarp(s_host));
        await answering;
        await TestFabric.WaitAsync(() => fabric.CountEvents("move-refused") == 1, "the refusal");

        Assert.Equal(new SwitchPort(1, EdgePort), Assert.Single(fabric.Network.Hosts).At);
    }

    [Fact]
    public async Task PortDown_OnARing_BroadcastsTakeTheOtherLinks()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        await LearnAsync(fabric, 0, EdgePort, s_host);

        await fabric.Switches[0].SendPortStatusAsync(1, isUp: false);
        await TestFabric.WaitAsync(() => fabric.Switches[1].ActionsOf(10000, TestFabric.To(s_host)) == "1", "the way round");

        Assert.Equal(6, fabric.Network.Graph.Links.Count());
        await TestFabric.WaitAsync(() => fabric.Switches[2].ActionsOf(30000, s_multicast) == "1,2,3,4", "the new tree");
    }

    [Fact]
    public async Task Restart_StoreKept_SendsNoFlowModAndKeepsIds()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        await LearnAsync(fabric, 0, EdgePort, s_host);
        await LearnAsync(fabric, 2, OtherEdgePort, s_peer);
        await TestFabric.WaitAsync( // ports become edge ports by the passing of time, which a busy machine stretches
            () => fabric.Switches.All(item => item.Flows.Keys.Count(key => key.Priority == 35000) == 2), "both edge ports of every switch");
        await fabric.WaitForRestAsync();
        FlowRecord[] before = [.. fabric.Records.Records.Where(record => record.IsInstalled)];
        await fabric.StopControllerAsync();

        await fabric.StartControllerAsync();
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        Assert.Equal([], fabric.Switches.SelectMany(item => item.FlowMods).Select(flow => $"{flow.Command} {flow.Priority} {flow.Match}"));
        Assert.Equal(before, fabric.Records.Records.Where(record => record.IsInstalled));
    }

    [Fact]
    public async Task Connect_FlowsOfAnOperator_Stay()
    {
        var own = new FlowMod { Priority = 123, Cookie = 7, Match = Match.Any.WithInPort(3) };
        var stale = new FlowMod { Priority = 10000, Cookie = FlowStore.CookieBase | 99, Match = TestFabric.To(s_host) };
        await using TestFabric fabric = await TestFabric.StartAsync(3, prepare: it =>
        {
            it.Switches[0].Flows[(own.Priority, own.Match)] = own;
            it.Switches[0].Flows[(stale.Priority, stale.Match)] = stale;
        });

        await TestFabric.WaitAsync(() => !fabric.Switches[0].Flows.ContainsKey((stale.Priority, stale.Match)), "the stale entry of ours gone");

        Assert.Equal(own, fabric.Switches[0].Flows[(own.Priority, own.Match)]);
    }

    [Fact]
    public async Task Reconcile_OneSwitchRefuses_OthersGetTheirPart()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        fabric.Switches[0].RefusedPriority = 10000;

        await fabric.Switches[0].SendPacketInAsync(EdgePort, ArpBuilder.BuildRequest(s_host, 1, 2));
        await TestFabric.WaitAsync(() => fabric.Switches[1..].All(item => item.ActionsOf(10000, TestFabric.To(s_host)) is not null), "the others' entries");
        Assert.Null(fabric.Switches[0].ActionsOf(10000, TestFabric.To(s_host)));

        fabric.Switches[0].RefusedPriority = null;
        await TestFabric.WaitAsync(() => fabric.Switches[0].ActionsOf(10000, TestFabric.To(s_host)) == "3", "the entry after another try");
    }

    [Fact]
    public async Task Move_ThereAndBack_RecordsGoThroughTheirMarksAndAreReused()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using TestFabric fabric = await TestFabric.StartAsync(3);
        await LearnAsync(fabric, 0, EdgePort, s_host);
        FlowRecord old = OwnRecord(fabric, 1);
        Assert.Equal((true, true), (old.IsInstalled, old.IsValid));
        var there = new MigrationPath
        {
            Number = 1,
            Mac = s_host,
            Source = new SwitchPort(1, EdgePort),
            DestinationDatapathId = 2,
            DestinationPort = OtherEdgePort,
        };

        await fabric.Network.PrepareDestinationAsync(there, stop);
        FlowRecord prepared = OwnRecord(fabric, 2, OtherEdgePort);
        Assert.Equal((false, false), (prepared.IsInstalled, prepared.IsValid));

        fabric.Network.ExpectMove(there);
        await fabric.Network.SwitchAsync(there, stop);
        Assert.Equal(prepared with { IsInstalled = true }, OwnRecord(fabric, 2, OtherEdgePort));
        Assert.Equal(old with { IsInstalled = false }, OwnRecord(fabric, 1));

        await fabric.Network.FinishAsync(there, stop);
        Assert.Equal(prepared with { IsInstalled = true, IsValid = true }, OwnRecord(fabric, 2, OtherEdgePort));
        Assert.Equal(old with { IsInstalled = false, IsValid = false }, OwnRecord(fabric, 1));

        MigrationPath back = there with
        {
            Number = 2,
            Source = there.Destination,
            DestinationDatapathId = 1,
            DestinationPort = EdgePort,
        };
        await fabric.Network.PrepareDestinationAsync(back, stop);
        fabric.Network.ExpectMove(back);
        await fabric.Network.SwitchAsync(back, stop);
        await fabric.Network.FinishAsync(back, stop);
        Assert.Equal(old, OwnRecord(fabric, 1));
    }

    [Fact]
    public async Task FlipBack_AfterASwitchWithoutHold_EverySwitchLeadsToTheSourceAgain()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        await LearnAsync(fabric, 0, EdgePort, s_host);
        string?[] before = Leads();
        MigrationPath path = Path(source: 1, destination: 2);
        fabric.Network.ExpectMove(path);
        await fabric.Network.SwitchAsync(path, stop);
        Assert.Equal($"{OtherEdgePort}", Leads()[1]);

        await fabric.Network.FlipBackAsync(path, stop);

        Assert.Equal(before, Leads());

        string?[] Leads() => [.. fabric.Switches.Select(item => item.ActionsOf(10000, TestFabric.To(s_host)))];
    }

    [Fact]
    public async Task Flush_ProbesBehindTheFrames_FarthestLinksFirst()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using TestFabric fabric = await TestFabric.StartAsync(4);

        Assert.True(await fabric.Network.FlushAsync(Path(source: 1, destination: 3), TimeSpan.FromSeconds(20), stop));

        // Switch 3, two links away from 1, sends by 2; then 2 and 4 have been passed too.
        string[] marked = [.. fabric.MarkedProbes];
        Assert.Equal("3:2", marked[0]);
        Assert.Equal(["2:2", "4:1"], marked.SkipWhile(port => port == "3:2").Distinct().Order());
    }

    [Fact]
    public async Task FlushAnswers_ProbesOnEveryLinkForEachLinkOfTheLongestWay()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);

        Assert.True(await fabric.Network.FlushAnswersAsync(Path(source: 1, destination: 3), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        string[] every = ["1:1", "1:2", "2:1", "2:2", "3:1", "3:2", "4:1", "4:2"];
        Assert.Equal(every, fabric.MarkedProbes.Take(8).Order());
        Assert.Equal(every, fabric.MarkedProbes.TakeLast(8).Distinct().Order());
        Assert.True(fabric.MarkedProbes.Count >= 16);
    }

    [Fact]
    public async Task Flush_LinkSwallowsProbes_SaysSoAndLeavesNothing()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        fabric.Switches[1].Cables.TryRemove(2, out _);

        Assert.False(await fabric.Network.FlushAsync(Path(source: 1, destination: 3), TimeSpan.FromMilliseconds(200), stop));
        Assert.True(fabric.Switches[1].Sent.Count >= 2, "a probe that may be lost is sent again");
    }

    [Fact]
    public async Task Flush_SameSwitch_HasNothingToWaitFor()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(3);

        Assert.True(await fabric.Network.FlushAsync(Path(source: 1, destination: 1), TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    private static MigrationPath Path(ulong source, ulong destination) => new()
    {
        Number = 1,
        Mac = s_host,
        Source = new SwitchPort(source, EdgePort),
        DestinationDatapathId = destination,
        DestinationPort = OtherEdgePort,
    };

    private static FlowRecord OwnRecord(TestFabric fabric, ulong datapathId, uint port = EdgePort) => Assert.Single(
        fabric.Records.Records,
        record => record.DatapathId == datapathId && record.Text.StartsWith("priority=10000,", StringComparison.Ordinal)
            && record.Text.Contains($"{s_host}", StringComparison.Ordinal) && record.Text.EndsWith($"actions=output:{port}", StringComparison.Ordinal));

    [Fact]
    public async Task FrameToUnknownHost_Ipv4_AsksAndLearnsWhoAnswers()
    {
        await using TestFabric fabric = await TestFabric.StartAsync(4);
        await LearnAsync(fabric, 0, EdgePort, s_host);
        byte[] packet = new byte[28];
        Ipv4Builder.WriteHeader(packet, 0x0A4D_0001, 0x0A4D_0002, IpProtocol.Udp, 8);

        await fabric.Switches[0].SendPacketInAsync(EdgePort, EthernetBuilder.Build(s_peer, s_host, EtherType.Ipv4, packet));

        byte[]? probe = null;
        await TestFabric.WaitAsync(
            () => (probe = fabric.Switches[2].Sent.Where(sent => sent.Port == OtherEdgePort).Select(sent => sent.Frame).FirstOrDefault(IsProbe)) is not null,
            "the question at the unknown host's port");
        Assert.True(EthernetReader.TryRead(probe, out EthernetReader question));
        Assert.Equal(s_peer, question.Destination);

        await fabric.Switches[2].SendPacketInAsync(OtherEdgePort, ArpBuilder.BuildReply(s_peer, 0x0A4D_0002, question.Source, 0));
        await TestFabric.WaitAsync(() => fabric.Switches.All(item => item.ActionsOf(10000, TestFabric.To(s_peer)) is not null), "entries for the host that answered");

        static bool IsProbe(byte[] frame) => EthernetReader.TryRead(frame, out EthernetReader ethernet)
            && ArpReader.TryRead(ethernet.Payload, out ArpReader arp) && arp.TargetIp == 0x0A4D_0002 && arp.SenderIp == 0;
    }

    private static async Task LearnAsync(TestFabric fabric, int index, uint port, MacAddress mac)
    {
        await fabric.Switches[index].SendPacketInAsync(port, ArpBuilder.BuildRequest(mac, (uint)(0x0a4d0000 + mac.Value % 256), 0x0a4d00fe));
        await TestFabric.WaitAsync(() => fabric.Switches.All(item => item.ActionsOf(10000, TestFabric.To(mac)) is not null), $"entries of {mac}");
        await fabric.WaitForRestAsync();
    }

    private static async Task AnswerProbeAsync(FakeSwitch at)
    {
        await TestFabric.WaitAsync(() => at.Sent.Any(sent => IsArpFor(sent.Frame, s_host)), "the probe");
        byte[] probe = at.Sent.First(sent => IsArpFor(sent.Frame, s_host)).Frame;
        await at.SendPacketInAsync(EdgePort, ArpBuilder.BuildReply(s_host, 0x0a4d0001, MacAddress.ReadFrom(probe.AsSpan(6)), 0));
    }

    private static bool IsArpFor(byte[] frame, MacAddress mac) =>
        EthernetReader.TryRead(frame, out EthernetReader ethernet) && ethernet.EtherType == EtherType.Arp && ethernet.Destination == mac;
}
