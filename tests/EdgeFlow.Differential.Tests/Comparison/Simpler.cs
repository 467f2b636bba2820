using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Simpler tables and frames than given ones, large steps first.</summary>
/// <remarks>Each step removes something or turns something special into something plain, so that steps come to an end.</remarks>
internal static class Simpler
{
    private const int TagLength = 4;
    private const uint MaxPort = 0xffffff00;

    /// <summary>The table with those flow entries alone that one of the two switches has counted.</summary>
    internal static RandomTable OnlyHit(Difference difference)
    {
        HashSet<string> hit = [.. difference.Ours.Counters.Concat(difference.Theirs.Counters).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)])];
        return difference.Table with
        {
            Flows = [.. difference.Table.Flows.Where(flow => hit.Contains($"table={flow.TableId},priority={flow.Priority}") || IsNeeded(difference.Table, flow))],
        };
    }

    internal static IEnumerable<(RandomTable Table, Input Input)> Of(RandomTable table, Input input) =>
    [
        .. Tables(table, input).Select(simpler => (simpler, input)),
        .. WithoutTag(input) is { } untagged ? [(table, untagged)] : Array.Empty<(RandomTable, Input)>(),
    ];

    /// <summary>Fields of tags that a list sets from a place on, up to another action.</summary>
    internal static IEnumerable<OxmField> TagFieldsAt(ImmutableArray<OfAction> actions, int place) =>
        actions.Skip(place).TakeWhile(action => action is SetFieldAction { Field.Field: OxmField.VlanVid or OxmField.VlanPcp })
            .OfType<SetFieldAction>().Select(set => set.Field.Field);

    private static IEnumerable<RandomTable> Tables(RandomTable table, Input input)
    {
        for (int i = 0; i < table.Flows.Length; i++)
        {
            if (!IsNeeded(table, table.Flows[i]))
            {
                yield return table with { Flows = table.Flows.RemoveAt(i) };
            }
        }

        for (int i = 0; i < table.Groups.Length; i++)
        {
            yield return table with { Groups = table.Groups.RemoveAt(i) };
            GroupMod group = table.Groups[i];
            foreach (ImmutableArray<Bucket> buckets in Buckets(group, (uint)input.Port))
            {
                yield return table with { Groups = table.Groups.SetItem(i, group with { Buckets = buckets }) };
            }
        }

        for (int i = 0; i < table.Flows.Length; i++)
        {
            foreach (FlowMod flow in Flows(table.Flows[i], (uint)input.Port).Concat(Inlined(table, table.Flows[i])))
            {
                yield return table with { Flows = table.Flows.SetItem(i, flow) };
            }
        }

        foreach (RandomTable joined in Joined(table))
        {
            yield return joined;
        }
    }

    // The highest entry that matches everything in a table that a goto leads to: without it there would be another difference, that of a miss.
    private static bool IsNeeded(RandomTable table, FlowMod flow) =>
        flow.Match.Fields.IsEmpty && !table.Flows.Any(other => other.TableId == flow.TableId && other.Match.Fields.IsEmpty && other.Priority > flow.Priority)
        && table.Flows.Any(other => other.Instructions is [.., GotoTable go] && go.TableId == flow.TableId);

    private static IEnumerable<ImmutableArray<Bucket>> Buckets(GroupMod group, uint inPort)
    {
        for (int i = 0; i < group.Buckets.Length; i++)
        {
            Bucket bucket = group.Buckets[i];
            if (group.Buckets.Length > 1)
            {
                yield return group.Buckets.RemoveAt(i);
            }

            foreach (ImmutableArray<OfAction> actions in Lists(bucket.Actions, inPort))
            {
                yield return group.Buckets.SetItem(i, bucket.WithActions(actions));
            }
        }
    }

    private static IEnumerable<FlowMod> Flows(FlowMod flow, uint inPort)
    {
        for (int i = 0; i < flow.Instructions.Length; i++)
        {
            yield return flow with { Instructions = flow.Instructions.RemoveAt(i) };
            foreach (ImmutableArray<OfAction> actions in Lists(flow.Instructions[i].ActionsOf(), inPort))
            {
                yield return WithActions(flow, i, actions);
            }
        }

        // An action set as a list.
        if (flow.Instructions is [WriteActions write])
        {
            yield return flow with { Instructions = [new ApplyActions(write.Actions)] };
        }
        else if (flow.Instructions is [ApplyActions first, WriteActions second])
        {
            yield return flow with { Instructions = [new ApplyActions(first.Actions.AddRange(second.Actions))] };
        }

        foreach (OxmValue field in flow.Match.Fields)
        {
            yield return flow with { Match = flow.Match.Without(field.Field) };
        }
    }

    // A pushed tag goes with the fields that are set right behind it: without those there would be another difference, that of what it copies.
    private static IEnumerable<ImmutableArray<OfAction>> Lists(ImmutableArray<OfAction> actions, uint inPort)
    {
        int kept = 0;
        for (int i = 0; i < actions.Length; i++)
        {
            int count = actions[i] is PushVlanAction ? 1 + TagFieldsAt(actions, i + 1).Count() : 1;
            if (i >= kept)
            {
                yield return actions.RemoveRange(i, count);
                kept = i + count;
            }

            if (actions[i] is OutputAction { Port: > MaxPort } or GroupAction)
            {
                yield return actions.SetItem(i, new OutputAction(inPort % Taps.Count + 1));
            }
        }
    }

    // A group's only bucket in place of the group: at the end of a list, anywhere in a set.
    private static IEnumerable<FlowMod> Inlined(RandomTable table, FlowMod flow)
    {
        for (int i = 0; i < flow.Instructions.Length; i++)
        {
            ImmutableArray<OfAction> actions = flow.Instructions[i].ActionsOf();
            bool isSet = flow.Instructions[i] is WriteActions;
            if (actions.OfType<GroupAction>().LastOrDefault() is { } last && (isSet || actions[^1] == last)
                && table.Groups.FirstOrDefault(group => group.GroupId == last.GroupId) is { Buckets: [var bucket] })
            {
                ImmutableArray<OfAction> inlined = [.. actions.Remove(last), .. bucket.Actions];
                yield return WithActions(flow, i, inlined);
            }
        }
    }

    // What the next table's only entry does, done by the only entry that leads there.
    private static IEnumerable<RandomTable> Joined(RandomTable table)
    {
        for (int i = 0; i < table.Flows.Length; i++)
        {
            FlowMod flow = table.Flows[i];
            if (flow.Instructions is not [.., GotoTable go] || table.Flows.Count(other => other.Instructions.Contains(go)) != 1
                || table.Flows.Where(other => other.TableId == go.TableId).ToArray() is not [var follower])
            {
                continue;
            }

            FlowMod joined = flow with { Instructions = Joined(flow.Instructions[..^1], follower.Instructions) };
            yield return table with { Flows = table.Flows.SetItem(i, joined).Remove(follower) };
        }
    }

    // Lists and sets of both one behind the other.
    private static ImmutableArray<Instruction> Joined(ImmutableArray<Instruction> first, ImmutableArray<Instruction> second)
    {
        foreach (Instruction instruction in first.Reverse())
        {
            int same = second.Select(other => other.Type).ToList().IndexOf(instruction.Type);
            second = same < 0
                ? second.Insert(0, instruction)
                : second.SetItem(same, instruction.WithActions(instruction.ActionsOf().AddRange(second[same].ActionsOf())));
        }

        return [.. second.OrderBy(instruction => instruction switch { ApplyActions => 0, ClearActions => 1, WriteActions => 2, GotoTable => 4, _ => 3 })];
    }

    private static FlowMod WithActions(FlowMod flow, int instruction, ImmutableArray<OfAction> actions) =>
        flow with { Instructions = flow.Instructions.SetItem(instruction, flow.Instructions[instruction].WithActions(actions)) };

    private static Input? WithoutTag(Input input) => FrameView.Tags(input.Frame) > 0
        ? input with { Frame = [.. input.Frame[..12], .. input.Frame[(12 + TagLength)..]] }
        : null;
}
