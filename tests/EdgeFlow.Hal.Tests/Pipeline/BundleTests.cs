using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using static EdgeFlow.Hal.Tests.Pipeline.Wire;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Commits of bundles: all at one instant, or nothing.</summary>
public sealed class BundleTests
{
    private const int SendFlowRem = 1, ResetCounts = 4;
    private const uint PortAddressLow = 0x02;

    private static readonly byte[] s_frame = new byte[60];

    // The last message of a bundle that must fail: there is no table 200.
    private static readonly byte[] s_refused = FlowMod(table: 200);

    [Fact]
    public void Commit_EachKindOfMessage_CarriedOutInOrder()
    {
        var node = new TestSwitch();

        OfpError? error = Commit(
            node, out int failed,
            MeterMod(0, 1, 7, DropBand(1000)), GroupMod(0, 0, 9, Bucket([Output(2)])), FlowMod(instructions: [Meter(7), Apply(Group(9))]),
            PortMod(3, PortAddress(3), 1, 1), GroupMod(1, 0, 9, Bucket([Output(4)])));

        Assert.Null(error);
        Assert.Equal(-1, failed);
        node.Receive(s_frame);
        Assert.Empty(node.Ports[1].Sent);
        Assert.Single(node.Ports[3].Sent);
        Assert.Equal(1UL, Assert.Single(node.Datapath.GetMeters()).Packets);
        Assert.Equal(PortConfig.PortDown, node.Datapath.GetPort(3)!.Value.Config);
        Assert.Single(node.PortEvents);
    }

    [Fact]
    public void Commit_LastMessageRefused_FlowsAsBefore()
    {
        var node = new TestSwitch();
        Assert.Null(node.FlowMod(FlowMod(instructions: [Apply(Output(2))], priority: 5, cookie: 3, flags: SendFlowRem)));
        Assert.Null(node.FlowMod(FlowMod(Match(Oxm(0, "00000002")), [Apply(Output(3))], priority: 6, flags: SendFlowRem)));
        node.Receive(s_frame);
        node.Receive(s_frame, inPort: 2);
        string before = Describe(node);

        OfpError? error = Commit(
            node, out int failed,
            FlowMod(instructions: [Apply(Output(4))], priority: 5, flags: ResetCounts), FlowMod(instructions: [Apply(Output(1))], command: 1, flags: ResetCounts),
            FlowMod(command: 3, table: 0xff), FlowMod(instructions: [Apply(Output(4))], priority: 5), FlowMod(priority: 9), s_refused);

        Assert.Equal(FlowModFailed.BadTableId, error);
        Assert.Equal(5, failed);
        Assert.Equal(before, Describe(node));
        Assert.Empty(node.Removed);
        node.Receive(s_frame);
        Assert.Equal(2, node.Ports[1].Sent.Count);
        Assert.Empty(node.Ports[3].Sent);
    }

    [Fact]
    public void Commit_LastMessageRefused_GroupsMetersPortsAsBefore()
    {
        var node = new TestSwitch();
        Assert.Null(node.GroupMod(GroupMod(0, 0, 1, Bucket([Output(2)]))));
        Assert.Null(node.MeterMod(MeterMod(0, 1, 1, DropBand(1000))));
        Assert.Null(node.FlowMod(FlowMod(instructions: [Meter(1), Apply(Group(1))])));
        string before = Describe(node);

        OfpError? error = Commit(
            node, out _,
            GroupMod(0, 0, 2, Bucket([Output(3)])), GroupMod(1, 0, 1, Bucket([Output(4)])), MeterMod(1, 1, 1, DropBand(5)), MeterMod(0, 1, 2, DropBand(9)),
            PortMod(2, PortAddress(2), 1, 1), MeterMod(2, 0, 1), GroupMod(2, 0, 2), GroupMod(2, 0, 0xfffffffc), MeterMod(2, 0, 0xffffffff), s_refused);

        Assert.Equal(FlowModFailed.BadTableId, error);
        Assert.Equal(before, Describe(node));
        Assert.Empty(node.PortEvents);
        node.Receive(s_frame);
        Assert.Single(node.Ports[1].Sent);
        Assert.Equal(1UL, Assert.Single(node.Datapath.GetMeters()).Packets);
    }

    [Fact]
    public void Commit_MessageThatBreaksTheFormat_RefusedWithItsErrorAndTheRestTakenBack()
    {
        var node = new TestSwitch();

        OfpError? error = Commit(node, out int failed, FlowMod(), [4, 14, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(BadRequest.BadLen, error);
        Assert.Equal(1, failed);
        Assert.Empty(node.Datapath.GetFlows(new FlowFilter()));
    }

    [Fact]
    public void Commit_TableFull_CountsDeletesBefore()
    {
        var node = new TestSwitch(new DatapathOptions { TableCount = 1, TableCapacity = 1 });
        node.AddAll(Output(2));

        Assert.Null(Commit(node, out _, FlowMod(command: 3), FlowMod(priority: 2)));
        Assert.Equal(FlowModFailed.TableFull, Commit(node, out _, FlowMod(priority: 3)));

        Assert.Equal(2, Assert.Single(node.Datapath.GetFlows(new FlowFilter())).Entry.Priority);
    }

    [Fact]
    public void Commit_FailsAfterEviction_VictimIsBackAndStillTheFirstToGo()
    {
        var node = new TestSwitch(new DatapathOptions { TableCount = 1, TableCapacity = 1 });
        Assert.Null(node.Datapath.SetEviction(0, isEvicting: true));
        Assert.Null(node.FlowMod(FlowMod(priority: 1, hard: 5, flags: SendFlowRem)));

        Assert.NotNull(Commit(node, out _, FlowMod(priority: 2, hard: 1), s_refused));
        Assert.Equal(1, Assert.Single(node.Datapath.GetFlows(new FlowFilter())).Entry.Priority);
        Assert.Empty(node.Removed);

        Assert.Null(Commit(node, out _, FlowMod(priority: 3, hard: 1)));
        Assert.Equal(3, Assert.Single(node.Datapath.GetFlows(new FlowFilter())).Entry.Priority);
        Assert.Equal(FlowRemovedReason.Eviction, Assert.Single(node.Removed).Reason);
    }

    [Fact]
    public void Commit_HeldFrame_RunsThroughTheWholeBundle()
    {
        var node = new TestSwitch();
        node.AddAll(Output(0xfffffffd, 64));
        node.Receive(s_frame);
        uint bufferId = Assert.Single(node.PacketIns).BufferId;

        OfpError? failed = Commit(node, out _, FlowMod(priority: 2, bufferId: bufferId, instructions: [Apply(Output(2))]), s_refused);
        Assert.Equal(FlowModFailed.BadTableId, failed);
        Assert.Empty(node.Ports[1].Sent);

        Assert.Null(Commit(
            node, out _, FlowMod(priority: 2, bufferId: bufferId, instructions: [Apply(Output(2))]), FlowMod(priority: 3, instructions: [Apply(Output(3))])));
        Assert.Empty(node.Ports[1].Sent);
        Assert.Single(node.Ports[2].Sent);
    }

    [Fact]
    public void Commit_PacketOut_RunsThroughTheWholeBundleOrNotAtAll()
    {
        const uint Table = 0xfffffff9;
        var node = new TestSwitch();
        byte[] toTables = PacketOut(s_frame, 1, NoBuffer, Output(Table));

        Assert.Equal(FlowModFailed.BadTableId, Commit(node, out _, FlowMod(instructions: [Apply(Output(2))]), toTables, s_refused));
        Assert.Empty(node.Ports[1].Sent);

        Assert.Null(Commit(
            node, out _, FlowMod(priority: 2, instructions: [Apply(Output(2))]), toTables, FlowMod(priority: 3, instructions: [Apply(Output(3))]),
            PacketOut(s_frame, Output(4))));
        Assert.Empty(node.Ports[1].Sent);
        Assert.Single(node.Ports[2].Sent);
        Assert.Single(node.Ports[3].Sent);
    }

    [Fact]
    public void Commit_PacketOutThatIsRefused_TakesTheBundleBackAndKeepsTheFrame()
    {
        var node = new TestSwitch();
        node.AddAll(Output(0xfffffffd, 64));
        node.Receive(s_frame);
        uint bufferId = Assert.Single(node.PacketIns).BufferId;
        byte[] release = PacketOut([], 1, bufferId, Output(2)), unknown = PacketOut([], 1, bufferId + 1, Output(2));

        Assert.Equal(BadRequest.BufferUnknown, Commit(node, out int failed, FlowMod(priority: 9), release, unknown));
        Assert.Equal(2, failed);
        Assert.Single(node.Datapath.GetFlows(new FlowFilter()));
        Assert.Empty(node.Ports[1].Sent);
        Assert.Equal(BadRequest.BadPort, Commit(node, out _, PacketOut(s_frame, 77, NoBuffer, Output(2))));

        Assert.Null(Commit(node, out _, release));
        Assert.Single(node.Ports[1].Sent);
    }

    [Fact]
    public void Commit_TimeOuts_HoldForAddedAndForRestoredEntries()
    {
        var node = new TestSwitch();
        Assert.Null(node.FlowMod(FlowMod(priority: 1, hard: 5, flags: SendFlowRem)));
        Assert.NotNull(Commit(node, out _, FlowMod(command: 3), s_refused));
        Assert.Null(Commit(node, out _, FlowMod(priority: 2, hard: 5, flags: SendFlowRem)));

        node.Time.Advance(TimeSpan.FromSeconds(6));
        node.Datapath.Sweep();

        Assert.Equal([1, 2], node.Removed.Select(static removed => (int)removed.Entry.Priority).Order());
        Assert.All(node.Removed, static removed => Assert.Equal(FlowRemovedReason.HardTimeout, removed.Reason));
    }

    [Fact]
    public void Commit_WhileFramesFlow_NoFrameSeesAMixture()
    {
        // Two tables and a group, each with an output of its own: a frame goes to ports 2, 4, 6 or to 3, 5, 7. Every third bundle fails at its end.
        const uint Even = 0b0101_0100, Odd = 0b1010_1000;
        uint[] sentBy = [0];
        var datapath = new Datapath(new DatapathOptions { TableCount = 2 }, TimeProvider.System, new TestSwitch());
        datapath.AddPort(new TestPort(1));
        for (uint number = 2; number <= 7; number++)
        {
            datapath.AddPort(new MaskPort(number, sentBy));
        }

        Assert.Null(datapath.Commit([GroupMod(0, 0, 1, Bucket([Output(2)])), .. Outputs(0)], out _));
        int even = 0, odd = 0, mixed = 0;
        bool isStopping = false;
        var packets = new Thread(() =>
        {
            while (!Volatile.Read(ref isStopping))
            {
                datapath.BeginBatch();
                for (int i = 0; i < 32; i++)
                {
                    sentBy[0] = 0;
                    datapath.Process(1, s_frame);
                    _ = sentBy[0] switch
                    {
                        Even => even++,
                        Odd => odd++,
                        _ => mixed++,
                    };
                }

                datapath.EndBatch();
            }
        });
        packets.Start();
        for (int i = 1; i <= 5_000 || ((Volatile.Read(ref even) == 0 || Volatile.Read(ref odd) == 0) && i <= 5_000_000); i++)
        {
            ReadOnlyMemory<byte>[] outputs = Outputs((uint)(i & 1));
            Assert.Equal(i % 3 == 0, datapath.Commit(i % 3 == 0 ? [.. outputs, s_refused] : outputs, out _) is not null);
        }

        Volatile.Write(ref isStopping, true);
        packets.Join();

        Assert.Equal(0, mixed);
        Assert.True(even > 0 && odd > 0, $"{even} {odd}");
    }

    private static ReadOnlyMemory<byte>[] Outputs(uint odd) =>
    [
        FlowMod(command: 3, table: 0xff), GroupMod(1, 0, 1, Bucket([Output(2 + odd)])),
        FlowMod(instructions: [Apply(Group(1), Output(4 + odd)), Goto(1)]), FlowMod(table: 1, instructions: [Apply(Output(6 + odd))]),
    ];

    private static ulong PortAddress(uint port) => ((ulong)PortAddressLow << 40) + port;

    private static OfpError? Commit(TestSwitch node, out int failed, params byte[][] messages) =>
        node.Datapath.Commit(Array.ConvertAll(messages, static message => new ReadOnlyMemory<byte>(message)), out failed);

    /// <summary>All that a controller can read of flows, groups, meters and ports.</summary>
    private static string Describe(TestSwitch node) => string.Join('\n',
    [
        .. node.Datapath.GetFlows(new FlowFilter()).OrderBy(static flow => flow.Entry.Priority).Select(static flow =>
            $"{flow.TableId} {flow.Entry.Priority} {flow.Entry.Cookie} {flow.Entry.PacketCount} {flow.Entry.ByteCount} {Convert.ToHexString(flow.InstructionBytes.Span)}"),
        .. node.Datapath.GetGroups().Select(static group => $"{group.GroupId} {group.Type} {group.ReferenceCount} {Convert.ToHexString(group.RawBuckets.Span)}"),
        .. node.Datapath.GetMeters().Select(static meter => $"{meter.MeterId} {meter.FlowCount} {Convert.ToHexString(meter.RawBands.Span)}"),
        .. node.Datapath.GetPorts().Select(static port => $"{port.Port.Number} {port.Config}"),
    ]);
}
