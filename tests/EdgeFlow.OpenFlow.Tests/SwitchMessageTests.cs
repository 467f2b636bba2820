using EdgeFlow.OpenFlow.Holds;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class SwitchMessageTests
{
    [Fact]
    public void FeaturesReply_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var reply = new FeaturesReplyReader(Wire.Bytes(OpenVSwitch.FeaturesReply));

        Assert.Equal((0xa1ul, 0u, 254), (reply.DatapathId, reply.BufferCount, reply.TableCount));
        Capabilities capabilities = reply.Capabilities;
        Assert.Equal(OpenVSwitch.FeaturesReply, Wire.Written(o => FeaturesWriter.WriteReply(o, 0x10, 0xa1, 0, 254, 0, capabilities)));
    }

    [Fact]
    public void SmallReplies_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var config = new SwitchConfigReader(Wire.Bytes(OpenVSwitch.GetConfigReply));
        Assert.Equal((ConfigFlags.FragNormal, 0), (config.Flags, config.MissSendLength));
        Assert.Equal(OpenVSwitch.GetConfigReply, Wire.Written(o => SwitchConfigWriter.WriteGetReply(o, 0x10, ConfigFlags.FragNormal, 0)));
        Assert.Equal(OpenVSwitch.Barrier, Wire.Written(o => BarrierWriter.WriteReply(o, 0x10)));
        var role = new RoleReader(Wire.Bytes(OpenVSwitch.RoleReply));
        Assert.Equal((ControllerRole.Master, 77ul), (role.Role, role.GenerationId));
        Assert.Equal(OpenVSwitch.RoleReply, Wire.Written(o => RoleWriter.WriteReply(o, 0x10, ControllerRole.Master, 77)));
        AsyncConfig async = new AsyncConfigReader(Wire.Bytes(OpenVSwitch.GetAsyncReply)).Config;
        Assert.Equal(new AsyncConfig(7, 7, 7, 7, 15, 15), async);
        Assert.Equal(OpenVSwitch.GetAsyncReply, Wire.Written(o => AsyncConfigWriter.WriteGetReply(o, 0x10, async)));
    }

    [Fact]
    public void Error_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var error = new ErrorReader(Wire.Bytes(OpenVSwitch.ErrorReply));

        Assert.Equal(BadAction.BadOutGroup, error.Error);
        Assert.Equal("BAD_ACTION/BAD_OUT_GROUP", error.Error.ToString());
        byte[] data = error.Data.ToArray();
        Assert.Equal(OpenVSwitch.ErrorReply, Wire.Written(o => ErrorWriter.Write(o, 0x10, BadAction.BadOutGroup, data)));
    }

    [Fact]
    public void PacketIn_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var packetIn = new PacketInReader(Wire.Bytes(OpenVSwitch.PacketIn));

        Assert.Equal((OfpNoBuffer.Value, 42), (packetIn.BufferId, packetIn.TotalLength));
        Assert.Equal((PacketInReason.Action, 0, 0x1234ul), (packetIn.Reason, packetIn.TableId, packetIn.Cookie));
        Assert.Equal(1u, packetIn.InPort);
        Assert.Equal(42, packetIn.Data.Length);
        byte[] data = packetIn.Data.ToArray();
        var header = new PacketInHeader { TotalLength = 42, Reason = PacketInReason.Action, Cookie = 0x1234, InPort = 1 };
        Assert.Equal(OpenVSwitch.PacketIn, Wire.Written(o => PacketInWriter.Write(o, 0, header, data)));
    }

    [Fact]
    public void PacketIn_PipelineFields_WrittenAsOxm()
    {
        var header = new PacketInHeader { InPort = 1, InPhyPort = 2, Metadata = 0x1122334455667788, TunnelId = 0x1122 };
        byte[] message = Wire.Bytes(Wire.Written(o => PacketInWriter.Write(o, 1, header, [0xaa])));
        var packetIn = new PacketInReader(message);

        // The four fields as os-ken packs them, one after the other (Golden.OsKen.Matches).
        Assert.Equal(
            "8000000400000001" + "8000020400000002" + "800004081122334455667788" + "80004c080000000000001122",
            Convert.ToHexStringLower(packetIn.Match.Tlvs));
        Assert.Equal("aa", Convert.ToHexStringLower(packetIn.Data));
        Assert.Equal(24 + 48 + 2 + 1, message.Length);
    }

    [Fact]
    public void FlowRemoved_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var removed = new FlowRemovedReader(Wire.Bytes(OpenVSwitch.FlowRemoved));

        Assert.Equal((0x1234ul, 7), (removed.Cookie, removed.Priority));
        Assert.Equal((FlowRemovedReason.Delete, 0), (removed.Reason, removed.TableId));
        Assert.Equal((1ul, 42ul), (removed.PacketCount, removed.ByteCount));
        Assert.Equal("ip,in_port=1,nw_dst=10.0.0.0/8", Match.Read(removed.Match).ToString());
        var header = new FlowRemovedHeader
        {
            Cookie = 0x1234,
            Priority = 7,
            Reason = FlowRemovedReason.Delete,
            DurationSeconds = removed.DurationSeconds,
            DurationNanoseconds = removed.DurationNanoseconds,
            PacketCount = 1,
            ByteCount = 42,
        };
        byte[] match = Wire.Bytes(OpenVSwitch.FlowRemoved)[48..];
        Assert.Equal(OpenVSwitch.FlowRemoved, Wire.Written(o => FlowRemovedWriter.Write(o, 0, header, match)));
    }

    [Fact]
    public void PortStatus_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var status = new PortStatusReader(Wire.Bytes(OpenVSwitch.PortStatus));
        PortDescription port = status.Port;

        Assert.Equal((PortReason.Modify, 2u, "p2"), (status.Reason, port.Number, port.Name));
        Assert.Equal(0xaa55aa550003ul, port.HardwareAddress);
        Assert.Equal(OpenVSwitch.PortStatus, Wire.Written(o => PortStatusWriter.Write(o, 0, PortReason.Modify, port)));
    }

    [Fact]
    public void QueueConfig_Reply_ReadAndWrittenBack()
    {
        var reply = new QueueConfigReplyReader(Wire.Bytes(OpenVSwitch.QueueConfigReply));
        Assert.Equal([new PacketQueue(0, 1, null, null)], reply.ReadQueues());

        // By hand from §7.2.2: queue 2 of port 1 with MIN_RATE 100 and MAX_RATE 900.
        const string TwoRates =
            "0417004000000010" + "0000000100000000" + "0000000200000001" + "0030000000000000" +
            "0001001000000000" + "0064000000000000" + "0002001000000000" + "0384000000000000";
        Assert.Equal(TwoRates, Wire.Written(o => QueueConfigWriter.WriteReply(o, 0x10, 1, [new PacketQueue(2, 1, 100, 900)])));
        Assert.Equal([new PacketQueue(2, 1, 100, 900)], new QueueConfigReplyReader(Wire.Bytes(TwoRates)).ReadQueues());
    }

    [Fact]
    public void Hold_Messages_AsDocumented()
    {
        // HOLD_CREATE as os-ken packs an experimenter message; the rest by hand from docs/hold-and-release.md.
        Assert.Equal(OsKen.Experimenter, Wire.Written(o => ExperimenterWriter.Write(o, Wire.Xid, new HoldCreate(7, 1000, 2_000_000, 4000))));
        Assert.Equal(
            "0404002001020304" + "00ef4c5700000002" + "0000000700000005" + "000007d000000040",
            Wire.Written(o => ExperimenterWriter.Write(o, Wire.Xid, new HoldRelease(7, 5, 2000, 64))));
        Assert.Equal(
            "0404001801020304" + "00ef4c5700000003" + "0000000700000000",
            Wire.Written(o => ExperimenterWriter.WriteHoldDelete(o, Wire.Xid, new HoldReference(7))));
        Assert.Equal(
            "0404001801020304" + "00ef4c5700000004" + "0000000700000000",
            Wire.Written(o => ExperimenterWriter.WriteHoldStatusRequest(o, Wire.Xid, new HoldReference(7))));
        var status = new HoldStatus(7, HoldState.Releasing, 10, 1000, 3, 99, 123456);
        const string Status =
            "0404003801020304" + "00ef4c5700000005" + "0000000701000000" + "0000000a000003e8" +
            "0000000000000003" + "0000000000000063" + "000000000001e240";
        Assert.Equal(Status, Wire.Written(o => ExperimenterWriter.Write(o, Wire.Xid, status)));
        var reader = new ExperimenterReader(Wire.Bytes(Status));
        Assert.Equal((EdgeFlowExperimenter.Id, EdgeFlowExperimenter.HoldStatusReply), (reader.Experimenter, reader.ExperimenterType));
        Assert.Equal(status, reader.Record<HoldStatus>());
    }
}
