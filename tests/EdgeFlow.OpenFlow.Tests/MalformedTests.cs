using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class MalformedTests
{
    // A flow-mod without match; the instructions follow.
    private const string Head =
        "00000001" + "00000000000000000000000000000000" + "0000000000000000" + "ffffffffffffffffffffffff" + "00000000" + "0001000400000000";

    [Theory]
    [InlineData("0001000800000000" + "0001", BadInstruction.BadLen)] // cut off
    [InlineData("0001000400000000", BadInstruction.BadLen)] // length 4
    [InlineData("0001001000000000", BadInstruction.BadLen)] // longer than the message
    [InlineData("0001000c0000000000000000", BadInstruction.BadLen)] // no multiple of 8
    [InlineData("00010010000000000000000000000000", BadInstruction.BadLen)] // goto-table of 16 bytes
    [InlineData("0002000800000000", BadInstruction.BadLen)] // write-metadata of 8 bytes
    [InlineData("0005001000000000" + "0016000800000001", BadInstruction.BadLen)] // clear-actions with an action
    [InlineData("0000000800000000", BadInstruction.UnknownInst)]
    [InlineData("0007000800000000", BadInstruction.UnknownInst)]
    public void Instructions_BadForm_Refused(string instructions, BadInstruction error) =>
        AssertFlowModRefused(instructions, error);

    [Theory]
    [InlineData("0000000800000001", BadAction.BadLen)] // output of 8 bytes
    [InlineData("0016001000000001" + "0000000000000000", BadAction.BadLen)] // group of 16 bytes
    [InlineData("0016000000000001", BadAction.BadLen)] // length 0
    [InlineData("0016000400000001", BadAction.BadLen)]
    [InlineData("001600ff00000001", BadAction.BadLen)]
    [InlineData("0016ffff00000001", BadAction.BadLen)]
    [InlineData("0001000800000001", BadAction.BadType)] // OFPAT_SET_VLAN_VID of 1.0
    [InlineData("001c000800000001", BadAction.BadType)]
    [InlineData("0019001080000a02" + "0800000000000000", null)]
    [InlineData("0019001080000a04" + "0800000000000000", BadAction.BadSetLen)] // ETH_TYPE with 4 bytes
    [InlineData("0019001080000b04" + "0800ffff00000000", BadAction.BadSetType)] // with a mask
    [InlineData("0019001080006c04" + "0800000000000000", BadAction.BadSetType)] // field 54
    [InlineData("0019001000010a02" + "0800000000000000", BadAction.BadSetType)] // NXM class
    [InlineData("0019001880000a02" + "08000000000000000000000000000000", BadAction.BadSetLen)] // too long for its value
    [InlineData("0019000880003410", BadAction.BadSetLen)] // value cut off
    public void Actions_BadForm_Refused(string actions, BadAction? error)
    {
        string apply = $"0004{8 + actions.Length / 2:x4}00000000" + actions;
        if (error is null)
        {
            byte[] message = FlowMod(apply);
            Assert.Single(Model.FlowMod.Read(new FlowModReader(message)).Instructions);
            return;
        }

        AssertFlowModRefused(apply, error.Value);
    }

    [Theory]
    [InlineData(OfpType.FlowMod, OsKen.FlowModAllInstructions, 56)]
    [InlineData(OfpType.PacketOut, OsKen.PacketOut, 40)] // the actions end there
    [InlineData(OfpType.GroupMod, OsKen.GroupMod, 16)]
    [InlineData(OfpType.MeterMod, OsKen.MeterMod, 16)]
    [InlineData(OfpType.PortMod, OsKen.PortMod, 40)]
    [InlineData(OfpType.TableMod, OsKen.TableMod, 16)]
    [InlineData(OfpType.RoleRequest, OsKen.RoleRequest, 24)]
    [InlineData(OfpType.SetAsync, OsKen.SetAsync, 32)]
    [InlineData(OfpType.SetConfig, OsKen.SetConfig, 12)]
    [InlineData(OfpType.QueueGetConfigRequest, OsKen.QueueGetConfigRequest, 16)]
    [InlineData(OfpType.MultipartRequest, OsKen.DescRequest, 16)]
    [InlineData(OfpType.Experimenter, OsKen.Experimenter, 16)]
    [InlineData(OfpType.Error, OsKen.ExperimenterError, 16)]
    [InlineData(OfpType.Hello, OsKen.EchoRequest, 8)]
    [InlineData(OfpType.FeaturesReply, OpenVSwitch.FeaturesReply, 32)]
    [InlineData(OfpType.PacketIn, OpenVSwitch.PacketIn, 34)]
    [InlineData(OfpType.FlowRemoved, OpenVSwitch.FlowRemoved, 56)]
    [InlineData(OfpType.PortStatus, OpenVSwitch.PortStatus, 80)]
    [InlineData(OfpType.QueueGetConfigReply, OpenVSwitch.QueueConfigReply, 16)]
    public void Reader_CutOff_BadLen(OfpType type, string hex, int minLength)
    {
        byte[] message = Wire.Bytes(hex);
        EveryReader.Read(type, message);
        for (int length = 0; length < minLength; length++)
        {
            byte[] cut = message[..length];
            var exception = Assert.Throws<OpenFlowException>(() => EveryReader.Read(type, cut));
            Assert.Equal(OfpError.From(BadRequest.BadLen), exception.Error);
        }
    }

    [Theory]
    [InlineData("000f000000000001" + "ffffffff00000000")] // length 15
    [InlineData("0008000000000001" + "ffffffff00000000")]
    [InlineData("0018000000000001" + "ffffffff00000000")] // longer than the message
    [InlineData("0010000000000001" + "ffffffff00000000" + "0010")] // a second one, cut off
    public void Buckets_BadLength_BadBucket(string buckets)
    {
        byte[] message = Wire.Bytes($"040f{16 + buckets.Length / 2:x4}00000001" + "0000000000000001" + buckets);
        var exception = Assert.Throws<OpenFlowException>(() => GroupMod.Read(new GroupModReader(message)));
        Assert.Equal(OfpError.From(GroupModFailed.BadBucket), exception.Error);
    }

    [Theory]
    [InlineData("0001000800000001" + "0000000000000000", false)]
    [InlineData("0001001800000001" + "0000000000000000", false)]
    [InlineData("0001000c00000001" + "00000000", false)]
    [InlineData("0003001000000001" + "0000000000000000", true)]
    public void Bands_BadForm_Refused(string bands, bool isBadBand)
    {
        byte[] message = Wire.Bytes($"041d{16 + bands.Length / 2:x4}00000001" + "0000000100000001" + bands);
        var exception = Assert.Throws<OpenFlowException>(() => MeterMod.Read(new MeterModReader(message)));
        Assert.Equal(isBadBand ? OfpError.From(MeterModFailed.BadBand) : OfpError.From(BadRequest.BadLen), exception.Error);
    }

    [Theory]
    [InlineData(OfpType.FlowMod, OsKen.FlowModAllInstructions, 50)]
    [InlineData(OfpType.PacketIn, OpenVSwitch.PacketIn, 26)]
    [InlineData(OfpType.FlowRemoved, OpenVSwitch.FlowRemoved, 50)]
    public void Reader_MatchLongerThanMessage_BadMatch(OfpType type, string hex, int lengthOffset)
    {
        byte[] message = Wire.Bytes(hex);
        message[lengthOffset] = 0xff;
        var exception = Assert.Throws<OpenFlowException>(() => EveryReader.Read(type, message));
        Assert.Equal(OfpError.From(BadMatch.BadLen), exception.Error);
    }

    [Fact]
    public void FlowStatsRequest_BytesAfterTheMatch_BadLen()
    {
        byte[] body = [.. Wire.Bytes(OsKen.FlowRequest)[16..], 0, 0, 0, 0, 0, 0, 0, 0];
        var exception = Assert.Throws<OpenFlowException>(() => new FlowStatsRequestReader(body).TableId);
        Assert.Equal(OfpError.From(BadRequest.BadLen), exception.Error);
    }

    [Theory]
    [InlineData("003f0000")]
    [InlineData("ffff0000")]
    public void TableFeatures_BadLength_Refused(string start)
    {
        byte[] body = new byte[64];
        Wire.Bytes(start).CopyTo(body, 0);
        var exception = Assert.Throws<OpenFlowException>(() => TableFeatures.ReadAll(body));
        Assert.Equal(OfpError.From(TableFeaturesFailed.BadLen), exception.Error);
    }

    private static byte[] FlowMod(string instructions) =>
        Wire.Bytes($"040e{4 + Head.Length / 2 + instructions.Length / 2:x4}" + Head + instructions);

    private static void AssertFlowModRefused(string instructions, OfpError error)
    {
        byte[] message = FlowMod(instructions);
        var exception = Assert.Throws<OpenFlowException>(() => Model.FlowMod.Read(new FlowModReader(message)));
        Assert.Equal(error, exception.Error);
    }
}
