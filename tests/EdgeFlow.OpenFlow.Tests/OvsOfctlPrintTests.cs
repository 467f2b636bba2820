using System.Diagnostics;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.OpenFlow.Tests;

/// <summary>Lets <c>ovs-ofctl ofp-print</c> read what we write; skipped where it is not installed.</summary>
public sealed class OvsOfctlPrintTests
{
    private const string Program = "/usr/bin/ovs-ofctl";

    [Fact]
    public void TableFeatures_WithTheEightRequiredProperties_Accepted()
    {
        OxmField[] fields = Enum.GetValues<OxmField>();
        OxmField[] settable = [.. fields.Where(OxmFields.IsSettable)];
        ActionType[] actions = [ActionType.Output, ActionType.Group, ActionType.SetField, ActionType.PushVlan, ActionType.PopVlan];
        var features = new TableFeatures
        {
            TableId = 0,
            Name = "table0",
            MetadataMatch = ulong.MaxValue,
            MetadataWrite = ulong.MaxValue,
            MaxEntries = 1000,
            Properties =
            [
                TableFeatureProperty.Instructions(
                    TableFeaturePropertyType.Instructions, InstructionType.GotoTable, InstructionType.WriteActions, InstructionType.ApplyActions),
                TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables, 1, 2),
                TableFeatureProperty.Actions(TableFeaturePropertyType.WriteActions, actions),
                TableFeatureProperty.Actions(TableFeaturePropertyType.ApplyActions, actions),
                TableFeatureProperty.Fields(TableFeaturePropertyType.Match, withMasks: true, fields),
                TableFeatureProperty.Fields(TableFeaturePropertyType.Wildcards, withMasks: false, fields),
                TableFeatureProperty.Fields(TableFeaturePropertyType.WriteSetField, withMasks: false, settable),
                TableFeatureProperty.Fields(TableFeaturePropertyType.ApplySetField, withMasks: false, settable),
            ],
        };

        string printed = Print(Wire.Written(o =>
        {
            using var writer = new MultipartReplyWriter(o, 1, MultipartType.TableFeatures);
            features.AddTo(writer);
            writer.Complete();
        }));

        Assert.DoesNotContain("decode error", printed, StringComparison.Ordinal);
        Assert.Contains("table 0 (\"table0\")", printed, StringComparison.Ordinal);
        Assert.Contains("max_entries=1000", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void FlowRemovedAndPacketIn_OurWriters_PrintedAsMeant()
    {
        var removed = new FlowRemovedHeader { Cookie = 5, Priority = 9, Reason = FlowRemovedReason.IdleTimeout, DurationSeconds = 3, PacketCount = 4 };
        byte[] match = Match.Parse("tcp,tp_dst=80").ToBytes();
        Assert.Contains(
            "priority=9,tcp,tp_dst=80 reason=idle table_id=0 cookie:0x5 duration3s",
            Print(Wire.Written(o => FlowRemovedWriter.Write(o, 1, removed, match))), StringComparison.Ordinal);

        var packetIn = new PacketInHeader { Cookie = 9, InPort = 3, Metadata = 7, TotalLength = 60, TableId = 2, Reason = PacketInReason.InvalidTtl };
        Assert.Contains(
            "table_id=2 cookie=0x9 total_len=60 metadata=0x7,in_port=3 (via invalid_ttl) data_len=60 (unbuffered)",
            Print(Wire.Written(o => PacketInWriter.Write(o, 1, packetIn, new byte[60]))), StringComparison.Ordinal);
    }

    private static string Print(string hex)
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed (package openvswitch-common)");
        var start = new ProcessStartInfo(Program, ["ofp-print", hex]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!; // null only with UseShellExecute
        string printed = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        return printed;
    }
}
