using System.Buffers;
using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>The groups and flow entries that both switches are given.</summary>
/// <param name="Groups">In an order in which each names only earlier ones.</param>
/// <param name="Flows">Over all tables.</param>
internal sealed record RandomTable(ImmutableArray<GroupMod> Groups, ImmutableArray<FlowMod> Flows)
{
    private const uint SetupXid = 0x8000_0000;

    /// <summary>In the order in which they are sent; the place is the xid.</summary>
    internal IEnumerable<string> Mods => [.. Groups.Select(GroupText), .. Flows.Select(flow => flow.ToString())];

    /// <summary>Deletes everything, lets markers through, adds these.</summary>
    internal byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        new FlowMod { TableId = OfpTable.All, Command = FlowModCommand.Delete }.Write(output, SetupXid);
        new GroupMod { Command = GroupModCommand.Delete, GroupId = OfpGroup.All }.Write(output, SetupXid);
        OfAction[] all =
        [
            .. Enumerable.Range(1, Taps.Count).Select(port => new OutputAction((uint)port)),
            new OutputAction(OfpPort.InPort), new OutputAction(OfpPort.Controller, OfpConstants.ControllerNoBuffer),
        ];
        new FlowMod
        {
            Priority = ushort.MaxValue,
            Match = Match.Any.WithEthType(Marker.EtherType),
            Instructions = [new ApplyActions([.. all])],
        }.Write(output, SetupXid);
        uint xid = 0;
        foreach (GroupMod group in Groups)
        {
            group.Write(output, xid++);
        }

        foreach (FlowMod flow in Flows)
        {
            flow.Write(output, xid++);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Without the mods at some places.</summary>
    internal RandomTable Without(ICollection<uint> places) => new(
        [.. Groups.Where((_, i) => !places.Contains((uint)i))],
        [.. Flows.Where((_, i) => !places.Contains((uint)(Groups.Length + i)))]);

    /// <summary>With other actions in those instructions for which there are some.</summary>
    internal RandomTable WithInstructions(Func<Instruction, ImmutableArray<OfAction>?> change) => this with
    {
        Flows =
        [
            .. Flows.Select(flow => flow with
            {
                Instructions = [.. flow.Instructions.Select(instruction => change(instruction) is { } actions ? instruction.WithActions(actions) : instruction)],
            }),
        ],
    };

    /// <summary>With other actions in all buckets.</summary>
    internal RandomTable WithBuckets(Func<ImmutableArray<OfAction>, ImmutableArray<OfAction>> change) => this with
    {
        Groups = [.. Groups.Select(group => group with { Buckets = [.. group.Buckets.Select(bucket => bucket.WithActions(change(bucket.Actions)))] })],
    };

    /// <summary>With other lists of actions everywhere.</summary>
    internal RandomTable WithActions(Func<ImmutableArray<OfAction>, ImmutableArray<OfAction>> change) =>
        WithBuckets(change).WithInstructions(instruction => change(instruction.ActionsOf()));

    public override string ToString() => string.Join("\n    ", Mods);

    private static string GroupText(GroupMod group) =>
        $"group_id={group.GroupId},type={group.GroupType},{string.Join(",", group.Buckets.Select(BucketText))}";

    private static string BucketText(Bucket bucket)
    {
        string weight = bucket.Weight != 0 ? $"weight:{bucket.Weight}," : "", watch = bucket.WatchPort != OfpPort.Any ? $"watch_port:{bucket.WatchPort}," : "";
        return $"bucket={weight}{watch}{string.Join(",", bucket.Actions)}";
    }
}
