using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class ControllerMessageTests
{
    [Fact]
    public void Writers_SmallMessages_SameBytesAsOsKen()
    {
        Assert.Equal(OsKen.EchoRequest, Wire.Written(o => EchoWriter.WriteRequest(o, Wire.Xid, "abc"u8)));
        Assert.Equal(OsKen.EchoReply, Wire.Written(o => EchoWriter.WriteReply(o, Wire.Xid, "abc"u8)));
        Assert.Equal(OsKen.FeaturesRequest, Wire.Written(o => FeaturesWriter.WriteRequest(o, Wire.Xid)));
        Assert.Equal(OsKen.GetConfigRequest, Wire.Written(o => SwitchConfigWriter.WriteGetRequest(o, Wire.Xid)));
        Assert.Equal(OsKen.SetConfig, Wire.Written(o => SwitchConfigWriter.WriteSet(o, Wire.Xid, ConfigFlags.FragDrop, 128)));
        Assert.Equal(OsKen.BarrierRequest, Wire.Written(o => BarrierWriter.WriteRequest(o, Wire.Xid)));
        Assert.Equal(OsKen.RoleRequest, Wire.Written(o => RoleWriter.WriteRequest(o, Wire.Xid, ControllerRole.Master, 0x1122334455667788)));
        Assert.Equal(OsKen.GetAsyncRequest, Wire.Written(o => AsyncConfigWriter.WriteGetRequest(o, Wire.Xid)));
        Assert.Equal(OsKen.SetAsync, Wire.Written(o => AsyncConfigWriter.WriteSet(o, Wire.Xid, new AsyncConfig(1, 2, 3, 4, 5, 6))));
        Assert.Equal(OsKen.TableMod, Wire.Written(o => TableModWriter.Write(o, Wire.Xid, OfpTable.All, TableConfig.DeprecatedMask)));
        Assert.Equal(OsKen.QueueGetConfigRequest, Wire.Written(o => QueueConfigWriter.WriteRequest(o, Wire.Xid, OfpPort.Any)));
        Assert.Equal(OsKen.PortMod, Wire.Written(o => PortModWriter.Write(
            o, Wire.Xid, 3, 0x020000000003, PortConfig.PortDown, (PortConfig)0x65, (PortFeatures)0x2820)));
        Assert.Equal(OsKen.PacketOut, Wire.Written(o => PacketOutWriter.Write(
            o, Wire.Xid, OfpPort.Flood, [.. Enumerable.Range(0, 20).Select(i => (byte)i)])));
    }

    [Fact]
    public void Hello_VersionBitmap_SameBytesAsOpenVSwitch() =>
        Assert.Equal(OpenVSwitch.Hello, Wire.Written(o => HelloWriter.Write(o, 1)));

    [Theory]
    [InlineData("0400001000000001" + "0001000800000010", 0x10u, 4)]
    [InlineData("0400001000000001" + "0001000800000012", 0x12u, 4)]
    [InlineData("0600001000000001" + "0001000800000052", 0x12u, 4)]
    [InlineData("0600001000000001" + "0001000800000040", 0x10u, null)]
    [InlineData("0400000800000001", 0x10u, 4)]
    [InlineData("0600000800000001", 0x12u, 4)]
    [InlineData("0100000800000001", 0x12u, 1)]
    [InlineData("0100000800000001", 0x10u, null)]
    [InlineData("0300000800000001", 0x12u, null)]
    [InlineData("0400001000000001" + "0001ffff00000010", 0x10u, 4)] // an element that makes no sense
    [InlineData("ff00000800000001", 0x10u, 4)]
    public void Hello_Negotiate_HighestCommonVersion(string hex, uint supported, int? version) =>
        Assert.Equal(version, new HelloReader(Wire.Bytes(hex)).Negotiate(supported));

    [Fact]
    public void Error_OwnCodes_SameBytesAsOsKen()
    {
        Assert.Equal(OsKen.Error, Wire.Written(o => ErrorWriter.Write(
            o, Wire.Xid, FlowModFailed.TableFull, Wire.Bytes("040e003800000009"))));
        Assert.Equal(OsKen.ExperimenterError, Wire.Written(o => ErrorWriter.Write(
            o, Wire.Xid, HoldFailed.HoldExists, Wire.Bytes("0404000800000009"))));
        var reader = new ErrorReader(Wire.Bytes(OsKen.ExperimenterError));
        Assert.Equal(HoldFailed.HoldExists, reader.Error);
        Assert.Equal(EdgeFlowExperimenter.Id, reader.Experimenter);
        Assert.Equal("0404000800000009", Convert.ToHexStringLower(reader.Data));
        Assert.Equal("FLOW_MOD_FAILED/TABLE_FULL", new ErrorReader(Wire.Bytes(OsKen.Error)).Error.ToString());
    }

    [Fact]
    public void Requests_EachMultipart_SameBytesAsOsKen()
    {
        Assert.Equal(OsKen.DescRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.Desc)));
        Assert.Equal(OsKen.TableRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.Table)));
        Assert.Equal(OsKen.GroupDescRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.GroupDesc)));
        Assert.Equal(OsKen.GroupFeaturesRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.GroupFeatures)));
        Assert.Equal(OsKen.MeterFeaturesRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.MeterFeatures)));
        Assert.Equal(OsKen.PortDescRequest, Wire.Written(o => MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.PortDesc)));
        Assert.Equal(OsKen.PortStatsRequest, Wire.Written(o =>
            MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.PortStats, new PortStatsRequest(7))));
        Assert.Equal(OsKen.QueueRequest, Wire.Written(o =>
            MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.Queue, new QueueStatsRequest(7, 8))));
        Assert.Equal(OsKen.GroupRequest, Wire.Written(o =>
            MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.Group, new GroupStatsRequest(9))));
        Assert.Equal(OsKen.MeterRequest, Wire.Written(o =>
            MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.Meter, new MeterRequest(10))));
        Assert.Equal(OsKen.MeterConfigRequest, Wire.Written(o =>
            MultipartRequestWriter.Write(o, Wire.Xid, MultipartType.MeterConfig, new MeterRequest(11))));
        var filter = new FlowStatsFilter
        {
            TableId = 2,
            OutPort = 3,
            OutGroup = 4,
            Cookie = 5,
            CookieMask = 0xff,
            Match = Match.Any.WithInPort(1),
        };
        Assert.Equal(OsKen.FlowRequest, Wire.Written(o => MultipartRequestWriter.WriteFlow(o, Wire.Xid, filter)));
        Assert.Equal(OsKen.AggregateRequest, Wire.Written(o => MultipartRequestWriter.WriteAggregate(o, Wire.Xid, FlowStatsFilter.All)));
    }

    [Fact]
    public void Requests_EachMultipart_ReadBack()
    {
        var flow = new MultipartReader(Wire.Bytes(OsKen.FlowRequest));
        var request = new FlowStatsRequestReader(flow.Body);
        Assert.Equal(MultipartType.Flow, flow.Type);
        Assert.False(flow.HasMore);
        Assert.Equal((2, 3u, 4u), (request.TableId, request.OutPort, request.OutGroup));
        Assert.Equal((5ul, 0xfful), (request.Cookie, request.CookieMask));
        Assert.Equal(Match.Any.WithInPort(1), Match.Read(request.Match));
        Assert.Equal(7u, new MultipartReader(Wire.Bytes(OsKen.PortStatsRequest)).Record<PortStatsRequest>().PortNumber);
        Assert.Equal(new QueueStatsRequest(7, 8), new MultipartReader(Wire.Bytes(OsKen.QueueRequest)).Record<QueueStatsRequest>());
        Assert.Equal(9u, new MultipartReader(Wire.Bytes(OsKen.GroupRequest)).Record<GroupStatsRequest>().GroupId);
        Assert.Equal(10u, new MultipartReader(Wire.Bytes(OsKen.MeterRequest)).Record<MeterRequest>().MeterId);
        var experimenter = new MultipartReader(Wire.Bytes(OsKen.ExperimenterRequest));
        Assert.Equal((EdgeFlowExperimenter.Id, 9u), (experimenter.Experimenter, experimenter.ExperimenterType));
        Assert.Equal("abcdefgh"u8, experimenter.ExperimenterBody);
    }

    [Fact]
    public void Experimenter_Request_SameBytesAsOsKen() =>
        Assert.Equal(OsKen.ExperimenterRequest, Wire.Written(o =>
        {
            using var writer = new MultipartRequestSplitter(o, Wire.Xid, EdgeFlowExperimenter.Id, 9);
            "abcdefgh"u8.CopyTo(writer.Reserve(8));
            writer.Complete();
        }));

    [Fact]
    public void TableFeatures_Request_SameBytesAsOsKen()
    {
        var features = new TableFeatures
        {
            TableId = 1,
            Name = "one",
            MetadataMatch = 0xff,
            MetadataWrite = 0xf,
            MaxEntries = 1000,
            Properties =
            [
                TableFeatureProperty.Instructions(
                    TableFeaturePropertyType.Instructions, InstructionType.GotoTable, InstructionType.ApplyActions),
                TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables, 2, 3, 4),
                TableFeatureProperty.Actions(TableFeaturePropertyType.WriteActions, ActionType.Output),
                TableFeatureProperty.Fields(TableFeaturePropertyType.Match, withMasks: true, OxmField.InPort, OxmField.EthDst),
            ],
        };

        string written = Wire.Written(o =>
        {
            using var writer = new MultipartRequestSplitter(o, Wire.Xid, MultipartType.TableFeatures);
            features.AddTo(writer);
            writer.Complete();
        });

        // os-ken leaves the length of an OXM id 0; a header as §7.2.2.2 defines it has that of value and mask, as Open vSwitch sends it.
        string expected = OsKen.TableFeaturesRequest
            .Replace("80000000" + "80000700", "80000004" + "8000070c", StringComparison.Ordinal);
        Assert.Equal(expected, written);
        Assert.Equal([features], TableFeatures.ReadAll(new MultipartReader(Wire.Bytes(written)).Body));
    }
}
