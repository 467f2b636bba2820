using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Flow-mods, instructions, time-outs: OpenFlow 1.3.5 §5.5, §5.9, §5.10, §6.4, §7.3.4.1.</summary>
public sealed class FlowModTests
{
    private const int Add = 0, Modify = 1, ModifyStrict = 2, Delete = 3, DeleteStrict = 4;
    private const int SendFlowRem = 1, CheckOverlap = 2, ResetCounts = 4;

    private readonly TestSwitch _switch = new();

    [Fact]
    public void Instructions_MetadataAndGoto_NextTableSeesThem()
    {
        Ok(Wire.FlowMod(instructions: [Wire.Metadata(0x1234, 0xff00), Wire.Goto(3)]));
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(2, "0000000000001200")), [Wire.Apply(Wire.Output(2))], table: 3));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void ActionSet_WrittenInAnyOrder_RunsInSpecOrder()
    {
        // Output is last, push comes before set-field, whatever the order of writing (§5.10).
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2), Wire.SetField(6, "1005"), Wire.PushVlan(0x8100))]));

        Assert.Equal(Frames.Arp("81000005"), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void ActionSet_LaterTableWritesTheSameType_Replaces()
    {
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(3)), Wire.Goto(1)]));
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2))], table: 1));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
        Assert.Empty(_switch.Ports[2].Sent);
    }

    [Fact]
    public void ActionSet_ClearedThenWritten_OnlyTheNewOnes()
    {
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(3), Wire.PushVlan(0x8100)), Wire.Goto(1)]));
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2)), Wire.Clear()], table: 1));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void ActionSet_MissInLaterTable_DroppedWithItsSet()
    {
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2)), Wire.Goto(1)]));

        _switch.Receive(Frames.Arp());

        Assert.Empty(_switch.Ports[1].Sent);
    }

    [Fact]
    public void ActionSet_GroupAndOutput_OutputIgnored()
    {
        Assert.Null(_switch.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(3)]))));
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2), Wire.Group(1))]));

        _switch.Receive(Frames.Arp());

        Assert.Empty(_switch.Ports[1].Sent);
        Assert.Single(_switch.Ports[2].Sent);
    }

    [Theory]
    [InlineData((byte)8, (byte)0, FlowModFailed.BadTableId)]
    [InlineData((byte)255, (byte)0, FlowModFailed.BadTableId)]
    [InlineData((byte)0, (byte)9, FlowModFailed.BadCommand)]
    public void FlowMod_BadTableOrCommand_Refused(byte table, byte command, FlowModFailed code) =>
        Assert.Equal(OfpError.From(code), _switch.FlowMod(Wire.FlowMod(table: table, command: command)));

    [Fact]
    public void FlowMod_UnknownFlag_BadFlags() =>
        Assert.Equal(OfpError.From(FlowModFailed.BadFlags), _switch.FlowMod(Wire.FlowMod(flags: 0x20)));

    [Fact]
    public void FlowMod_GotoBackwardsOrTooFar_BadTableId()
    {
        OfpError expected = OfpError.From(BadInstruction.BadTableId);

        Assert.Equal(expected, _switch.FlowMod(Wire.FlowMod(table: 2, instructions: [Wire.Goto(2)])));
        Assert.Equal(expected, _switch.FlowMod(Wire.FlowMod(table: 2, instructions: [Wire.Goto(8)])));
    }

    [Fact]
    public void FlowMod_InstructionTwice_DupInst() =>
        Assert.Equal(OfpError.From(BadInstruction.DupInst), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Clear(), Wire.Clear()])));

    [Fact]
    public void FlowMod_UnknownGroupOrMeter_Refused()
    {
        Assert.Equal(OfpError.From(BadAction.BadOutGroup), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.Group(5))])));
        Assert.Equal(OfpError.From(MeterModFailed.UnknownMeter), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Meter(5)])));
    }

    [Fact]
    public void FlowMod_BadPush_BadArgument() =>
        Assert.Equal(
            OfpError.From(BadAction.BadArgument), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.PushVlan(0x0800))])));

    [Fact]
    public void Add_TableFull_TableFull()
    {
        var node = new TestSwitch(new DatapathOptions { TableCount = 2, TableCapacity = 2 });
        Assert.Null(node.FlowMod(Wire.FlowMod(priority: 1)));
        Assert.Null(node.FlowMod(Wire.FlowMod(priority: 2)));

        Assert.Equal(OfpError.From(FlowModFailed.TableFull), node.FlowMod(Wire.FlowMod(priority: 3)));
        Assert.Null(node.FlowMod(Wire.FlowMod(priority: 2)));
        Assert.Null(node.FlowMod(Wire.FlowMod(priority: 3, table: 1)));
    }

    [Fact]
    public void Add_CheckOverlap_Overlap()
    {
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001"))));

        Assert.Equal(OfpError.From(FlowModFailed.Overlap), _switch.FlowMod(Wire.FlowMod(flags: CheckOverlap)));
    }

    [Fact]
    public void Add_SameMatchAndPriority_CountersKeptUnlessReset()
    {
        _switch.AddAll(Wire.Output(3));
        _switch.Receive(Frames.Arp());

        Ok(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(2))]));
        Assert.Equal(1ul, Only().Entry.Counters.Packets);

        Ok(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(2))], flags: ResetCounts));
        Assert.Equal(0ul, Only().Entry.Counters.Packets);
        Assert.Empty(_switch.Removed);
    }

    [Fact]
    public void Modify_NonStrict_AllCoveredEntriesKeepCookieAndCounters()
    {
        byte[] port1 = Wire.Match(Wire.Oxm(0, "00000001"));
        byte[] port1Arp = Wire.Match(Wire.Oxm(0, "00000001"), Wire.Oxm(5, "0806"));
        Ok(Wire.FlowMod(port1, [Wire.Apply(Wire.Output(3))], priority: 1, cookie: 5));
        Ok(Wire.FlowMod(port1Arp, [Wire.Apply(Wire.Output(3))], priority: 2, cookie: 6));
        _switch.Receive(Frames.Arp());

        Ok(Wire.FlowMod(port1, [Wire.Apply(Wire.Output(2))], priority: 77, command: Modify, cookie: 9));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
        Assert.Equal(Frames.Ipv4Tcp(), _switch.Forward(Frames.Ipv4Tcp()));
        Assert.Equal([5ul, 6ul], Flows().Select(static f => f.Entry.Cookie).Order());
        Assert.Equal(2ul, Flows().Single(static f => f.Entry.Cookie == 6).Entry.Counters.Packets);
    }

    [Fact]
    public void Modify_NothingMatches_NothingIsAdded()
    {
        Ok(Wire.FlowMod(command: Modify));
        Ok(Wire.FlowMod(command: ModifyStrict));

        Assert.Empty(Flows());
    }

    [Fact]
    public void ModifyStrict_OtherPriority_Untouched()
    {
        _switch.AddAll(Wire.Output(2));

        Ok(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(3))], priority: 2, command: ModifyStrict));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void Delete_CookieMask_OnlyThose()
    {
        Ok(Wire.FlowMod(priority: 1, cookie: 0xef01));
        Ok(Wire.FlowMod(priority: 2, cookie: 0x1101));

        Ok(Wire.FlowMod(command: Delete, cookie: 0xef00, cookieMask: 0xff00));

        Assert.Equal(0x1101ul, Only().Entry.Cookie);
    }

    [Fact]
    public void Delete_OutPortAndOutGroup_OnlyThose()
    {
        Assert.Null(_switch.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(3)]))));
        Ok(Wire.FlowMod(priority: 1, instructions: [Wire.Write(Wire.Output(2))]));
        Ok(Wire.FlowMod(priority: 2, instructions: [Wire.Apply(Wire.Output(3))]));
        Ok(Wire.FlowMod(priority: 3, instructions: [Wire.Apply(Wire.Group(1))]));

        Ok(Wire.FlowMod(command: Delete, outPort: 2));
        Assert.Equal([2, 3], Flows().Select(static f => (int)f.Entry.Priority).Order());

        Ok(Wire.FlowMod(command: Delete, outGroup: 1));
        Assert.Equal(2, Only().Entry.Priority);
    }

    [Fact]
    public void Delete_AllTables_SendsFlowRemovedWhereAsked()
    {
        Ok(Wire.FlowMod(table: 0, flags: SendFlowRem, cookie: 4));
        Ok(Wire.FlowMod(table: 5));
        _switch.Time.Advance(TimeSpan.FromMilliseconds(1500));

        Ok(Wire.FlowMod(command: Delete, table: 255));

        Assert.Empty(Flows());
        (byte table, Hal.Tables.FlowEntry entry, FlowRemovedReason reason, TimeSpan duration) = Assert.Single(_switch.Removed);
        Assert.Equal((0, 4ul, FlowRemovedReason.Delete), (table, entry.Cookie, reason));
        Assert.Equal(1500, duration.TotalMilliseconds);
    }

    [Fact]
    public void DeleteStrict_OnlyTheVeryEntry()
    {
        Ok(Wire.FlowMod(priority: 1));
        Ok(Wire.FlowMod(priority: 2));

        Ok(Wire.FlowMod(priority: 2, command: DeleteStrict));

        Assert.Equal(1, Only().Entry.Priority);
    }

    [Fact]
    public void Capacity_OfOneTable_FullThereAndNotElsewhere()
    {
        var options = new DatapathOptions { TableCount = 4, TableCapacity = 3, TableCapacities = new Dictionary<int, int> { [2] = 1 } };
        var target = new TestSwitch(options);
        Assert.Null(target.FlowMod(Wire.FlowMod(priority: 1, table: 2)));
        Assert.Null(target.FlowMod(Wire.FlowMod(priority: 1, table: 3)));

        Assert.Equal(OfpError.From(FlowModFailed.TableFull), target.FlowMod(Wire.FlowMod(priority: 2, table: 2)));
        Assert.Null(target.FlowMod(Wire.FlowMod(priority: 2, table: 3)));
        Assert.Equal([3, 3, 1, 3], target.Datapath.GetTables().Select(static table => table.Capacity));
    }

    [Theory]
    [InlineData(0, 1ul, 42ul)]
    [InlineData(8, ulong.MaxValue, 42ul)] // NO_PKT_COUNTS
    [InlineData(16, 1ul, ulong.MaxValue)] // NO_BYT_COUNTS
    [InlineData(24, ulong.MaxValue, ulong.MaxValue)]
    public void Counters_NotKept_AllOnes(int flags, ulong packets, ulong bytes)
    {
        Ok(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(2))], flags: flags));

        _switch.Receive(Frames.Arp()[..42]);

        Assert.Equal((packets, bytes), (Only().Entry.PacketCount, Only().Entry.ByteCount));
    }

    [Fact]
    public void IdleTimeout_EntryThatDoesNotCount_StillFromTheLastFrameOn()
    {
        Ok(Wire.FlowMod(idle: 2, flags: 24, instructions: [Wire.Apply(Wire.Output(2))]));
        _switch.Time.Advance(TimeSpan.FromSeconds(1.5));
        _switch.Receive(Frames.Arp());
        _switch.Time.Advance(TimeSpan.FromSeconds(1.5));
        _switch.Datapath.Sweep();

        Assert.Single(Flows());
    }

    [Fact]
    public void HardTimeout_FromCreationOn()
    {
        Ok(Wire.FlowMod(hard: 2, flags: SendFlowRem, instructions: [Wire.Apply(Wire.Output(2))]));
        _switch.Time.Advance(TimeSpan.FromSeconds(1.9));
        _switch.Receive(Frames.Arp());
        _switch.Datapath.Sweep();
        Assert.Empty(_switch.Removed);

        _switch.Time.Advance(TimeSpan.FromSeconds(0.1));
        _switch.Datapath.Sweep();

        Assert.Equal(FlowRemovedReason.HardTimeout, Assert.Single(_switch.Removed).Reason);
        Assert.Equal(1ul, _switch.Removed[0].Entry.Counters.Packets);
    }

    [Fact]
    public void IdleTimeout_FromTheLastFrameOn()
    {
        Ok(Wire.FlowMod(idle: 2, flags: SendFlowRem, instructions: [Wire.Apply(Wire.Output(2))]));
        for (int i = 0; i < 5; i++)
        {
            _switch.Time.Advance(TimeSpan.FromSeconds(1.5));
            _switch.Receive(Frames.Arp());
            _switch.Datapath.Sweep();
        }

        Assert.Empty(_switch.Removed);
        _switch.Time.Advance(TimeSpan.FromSeconds(2));
        _switch.Datapath.Sweep();

        Assert.Equal(FlowRemovedReason.IdleTimeout, Assert.Single(_switch.Removed).Reason);
    }

    [Fact]
    public void Sweep_TellsWhenToComeBack()
    {
        Ok(Wire.FlowMod(hard: 1));
        _switch.Time.Advance(TimeSpan.FromMilliseconds(400));

        Assert.Equal(600, _switch.Datapath.Sweep().TotalMilliseconds);
    }

    [Fact]
    public void GetFlows_EchoesMatchAndInstructions()
    {
        byte[] match = Wire.Match(Wire.Oxm(5, "0800"), Wire.Oxm(11, "0a000000", "ff000000"));
        byte[][] instructions = [Wire.Write(Wire.Output(3)), Wire.Apply(Wire.Output(2, 77)), Wire.Goto(4)];

        Ok(Wire.FlowMod(match, instructions, table: 1));

        FlowSnapshot flow = Only();
        Assert.Equal(match, flow.Entry.MatchBytes.ToArray());
        Assert.Equal([.. instructions.SelectMany(static i => i)], flow.InstructionBytes.ToArray());
        Assert.Equal(1, flow.TableId);
    }

    [Fact]
    public void GetTables_CountsLookupsAndMatches()
    {
        _switch.Add(Wire.Match(Wire.Oxm(5, "0806")), Wire.Output(2));
        _switch.Receive(Frames.Arp());
        _switch.Receive(Frames.Ipv4Tcp());

        Assert.Equal(new TableSnapshot(0, 1, 1000, 2, 1), _switch.Datapath.GetTables()[0]);
    }

    private void Ok(byte[] message) => Assert.Null(_switch.FlowMod(message));

    private IReadOnlyList<FlowSnapshot> Flows() => _switch.Datapath.GetFlows(new FlowFilter());

    private FlowSnapshot Only() => Assert.Single(Flows());
}
