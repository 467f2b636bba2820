using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class ModTests
{
    // DELETE_STRICT, priority 500; bytes written by hand from §7.3.4.1.
    private const string DeleteStrict =
        "040e003800000001" + "0000000000000102" + "ffffffffffffffff" +
        "00040000000001f4" + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000";

    [Fact]
    public void FlowModReader_DeleteStrict_FieldsAtSpecOffsets()
    {
        var flowMod = new FlowModReader(Wire.Bytes(DeleteStrict));

        Assert.Equal(FlowModCommand.DeleteStrict, flowMod.Command);
        Assert.Equal(500, flowMod.Priority);
        Assert.Equal(0x102ul, flowMod.Cookie);
        Assert.True(flowMod.Match.IsEmpty);
        Assert.True(flowMod.Instructions.IsEmpty);
    }

    [Fact]
    public void FlowModReader_EveryField_AsOsKenPackedIt()
    {
        var flowMod = new FlowModReader(Wire.Bytes(OsKen.FlowModAllInstructions));

        Assert.Equal((0x1020304050607080ul, ulong.MaxValue), (flowMod.Cookie, flowMod.CookieMask));
        Assert.Equal((2, FlowModCommand.Modify), (flowMod.TableId, flowMod.Command));
        Assert.Equal((10, 20, 500), (flowMod.IdleTimeoutSeconds, flowMod.HardTimeoutSeconds, flowMod.Priority));
        Assert.Equal((0x11223344u, 5u, 6u), (flowMod.BufferId, flowMod.OutPort, flowMod.OutGroup));
        Assert.Equal((FlowModFlags)0x1f, flowMod.Flags);
    }

    [Fact]
    public void FlowMod_EveryInstruction_ReadAndWrittenBack()
    {
        FlowMod flowMod = FlowMod.Read(new FlowModReader(Wire.Bytes(OsKen.FlowModAllInstructions)));

        ImmutableArray<Instruction> expected =
        [
            new MeterInstruction(5),
            new ApplyActions(new OutputAction(1)),
            new ClearActions(),
            new WriteActions(new GroupAction(7)),
            new WriteMetadata(5, 0xff),
            new GotoTable(3),
        ];
        Assert.Equal(expected, flowMod.Instructions);
        Assert.Equal(Match.Any.WithInPort(1).WithEthDst(0x010000000000, 0x010000000000), flowMod.Match);
        Assert.Equal(OsKen.FlowModAllInstructions, Wire.Written(o => flowMod.Write(o, Wire.Xid)));
    }

    [Fact]
    public void FlowMod_EveryAction_ReadAndWrittenBack()
    {
        FlowMod flowMod = FlowMod.Read(new FlowModReader(Wire.Bytes(OsKen.FlowModAllActions)));

        ImmutableArray<OfAction> expected =
        [
            new OutputAction(2), new OutputAction(OfpPort.Controller, 0xffff), new CopyTtlOutAction(), new CopyTtlInAction(),
            new SetMplsTtlAction(9), new DecMplsTtlAction(), new PushVlanAction(0x8100), new PopVlanAction(), new PushMplsAction(0x8847),
            new PopMplsAction(0x0800), new SetQueueAction(3), new GroupAction(4), new SetNwTtlAction(64), new DecNwTtlAction(),
            new SetFieldAction(OxmValue.Of(OxmField.EthDst, 0x020000000001)), new PushPbbAction(0x88e7), new PopPbbAction(),
            new HoldAction(77),
        ];
        Assert.Equal(expected, Assert.IsType<ApplyActions>(Assert.Single(flowMod.Instructions)).Actions);
        Assert.Equal(OsKen.FlowModAllActions, Wire.Written(o => flowMod.Write(o, Wire.Xid)));
    }

    [Fact]
    public void ExperimenterAction_ForeignId_KeepsItsData()
    {
        byte[] bytes = Wire.Bytes("ffff001000002320" + "0102030405060708");
        OfAction action = Assert.Single(OfAction.ReadAll(new ActionReader(bytes)));

        Assert.Equal(new ExperimenterAction(0x2320, [1, 2, 3, 4, 5, 6, 7, 8]), action);
        Assert.Equal("experimenter(0x2320,0102030405060708)", action.ToString());
    }

    [Fact]
    public void GroupMod_FastFailover_ReadAndWrittenBack()
    {
        GroupMod groupMod = GroupMod.Read(new GroupModReader(Wire.Bytes(OsKen.GroupMod)));

        Assert.Equal((GroupModCommand.Modify, GroupType.FastFailover, 0x44u), (groupMod.Command, groupMod.GroupType, groupMod.GroupId));
        Assert.Equal(
            [new Bucket(new PopVlanAction(), new OutputAction(7, 0xffe5)) { WatchPort = 7 }, new Bucket { WatchPort = 8, WatchGroup = 9 }],
            groupMod.Buckets);
        Assert.Equal(OsKen.GroupMod, Wire.Written(o => groupMod.Write(o, Wire.Xid)));
    }

    [Fact]
    public void MeterMod_EachBandType_ReadAndWrittenBack()
    {
        MeterMod meterMod = MeterMod.Read(new MeterModReader(Wire.Bytes(OsKen.MeterMod)));

        Assert.Equal((MeterModCommand.Add, MeterFlags.Pktps | MeterFlags.Burst, 9u), (meterMod.Command, meterMod.Flags, meterMod.MeterId));
        Assert.Equal(
            [
                new MeterBand(MeterBandType.Drop, 1000, 50), new MeterBand(MeterBandType.DscpRemark, 500, 20, 2),
                new MeterBand(MeterBandType.Experimenter, 1, 2, 0x2320),
            ],
            meterMod.Bands);
        Assert.Equal(OsKen.MeterMod, Wire.Written(o => meterMod.Write(o, Wire.Xid)));
    }

    [Fact]
    public void PortAndTableMod_Fields_AsOsKenPackedThem()
    {
        var portMod = new PortModReader(Wire.Bytes(OsKen.PortMod));
        Assert.Equal((3u, PortConfig.PortDown, (PortConfig)0x65), (portMod.PortNumber, portMod.Config, portMod.Mask));
        Assert.Equal("020000000003", Convert.ToHexStringLower(portMod.HardwareAddress));
        Assert.Equal((PortFeatures)0x2820, portMod.Advertise);
        var tableMod = new TableModReader(Wire.Bytes(OsKen.TableMod));
        Assert.Equal((OfpTable.All, TableConfig.DeprecatedMask), (tableMod.TableId, tableMod.Config));
    }

    [Fact]
    public void PacketOut_Fields_AsOsKenPackedThem()
    {
        var packetOut = new PacketOutReader(Wire.Bytes(OsKen.PacketOut));

        Assert.Equal((OfpNoBuffer.Value, OfpPort.Controller), (packetOut.BufferId, packetOut.InPort));
        Assert.Equal([new OutputAction(OfpPort.Flood)], OfAction.ReadAll(packetOut.Actions));
        Assert.Equal(20, packetOut.Data.Length);
        Assert.Equal(19, packetOut.Data[^1]);
    }
}
