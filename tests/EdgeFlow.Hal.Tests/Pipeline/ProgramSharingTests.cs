using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Entries that say the same share one program, and only where it means the same.</summary>
public sealed class ProgramSharingTests
{
    private readonly TestSwitch _switch = new();

    [Fact]
    public void Add_SameInstructions_OneProgramForBoth()
    {
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001")), [Wire.Apply(Wire.Output(2))]));
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000003")), [Wire.Apply(Wire.Output(2))]));
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000004")), [Wire.Apply(Wire.Output(3))]));

        IReadOnlyList<FlowSnapshot> flows = _switch.Datapath.GetFlows(new FlowFilter());

        Assert.Equal(3, flows.Count);
        Assert.Equal(2, flows.Select(flow => flow.Entry.Program).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Add_GroupThatWentAndCameBack_MeansTheNewOne()
    {
        byte[] add = Wire.FlowMod(instructions: [Wire.Apply(Wire.Group(1))]);
        Assert.Null(_switch.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(3)]))));
        Ok(add);
        Assert.Null(_switch.GroupMod(Wire.GroupMod(2, 0, 1)));
        Assert.Equal(OfpError.From(BadAction.BadOutGroup), _switch.FlowMod(add));
        Assert.Null(_switch.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(2)]))));
        Ok(add);

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
        Assert.Empty(_switch.Ports[2].Sent);
    }

    [Fact]
    public void Add_MeterThatWent_Refused()
    {
        byte[] add = Wire.FlowMod(instructions: [Wire.Meter(1), Wire.Apply(Wire.Output(2))]);
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, 1, 1, Wire.DropBand(1000))));
        Ok(add);
        Assert.Null(_switch.MeterMod(Wire.MeterMod(2, 0, 1)));

        Assert.Equal(OfpError.From(MeterModFailed.UnknownMeter), _switch.FlowMod(add));
    }

    [Fact]
    public void Add_MatchWithoutThePrerequisite_RefusedAfterOneWithIt()
    {
        byte[][] instructions = [Wire.Apply(Wire.SetField(11, "0a000001"), Wire.Output(2))];
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(5, "0800")), instructions));

        Assert.Equal(OfpError.From(BadAction.MatchInconsistent), _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(5, "0806")), instructions)));
    }

    [Fact]
    public void Add_GotoFromALaterTable_RefusedAfterOneFromBefore()
    {
        Ok(Wire.FlowMod(instructions: [Wire.Goto(3)], table: 2));

        Assert.Equal(OfpError.From(BadInstruction.BadTableId), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Goto(3)], table: 3)));
    }

    [Fact]
    public void Add_TableMissAfterAnOrdinaryEntry_PacketInsSayNoMatch()
    {
        byte[][] instructions = [Wire.Apply(Wire.Output(OfpPort.Controller))];
        Ok(Wire.FlowMod(instructions: instructions, priority: 1, command: 0));
        _switch.Receive(Frames.Arp());
        Ok(Wire.FlowMod(command: 3));
        Ok(Wire.FlowMod(instructions: instructions, priority: 0));
        _switch.Receive(Frames.Arp());

        Assert.Equal([PacketInReason.Action, PacketInReason.NoMatch], _switch.PacketIns.Select(packetIn => packetIn.Reason));
    }

    [Fact]
    public void Add_MoreProgramsThanAreKept_EachEntryHasItsOwn()
    {
        for (int i = 0; i < 1000; i++)
        {
            byte[] match = Wire.Match(Wire.Oxm(3, $"0200000{i:x5}"));
            Ok(Wire.FlowMod(match, [Wire.Apply(Wire.PushVlan(0x8100), Wire.SetField(6, $"1{i:x3}"), Wire.Output(2))], cookie: (ulong)i));
        }

        IReadOnlyList<FlowSnapshot> flows = _switch.Datapath.GetFlows(new FlowFilter());

        Assert.Equal(1000, flows.Count);
        Assert.All(flows, flow =>
        {
            FlowProgram program = Assert.IsType<FlowProgram>(flow.Entry.Program);
            Assert.Equal(0x1000 | flow.Entry.Cookie, program.Apply[1].Low);
        });
    }

    private void Ok(byte[] message) => Assert.Null(_switch.FlowMod(message));
}
