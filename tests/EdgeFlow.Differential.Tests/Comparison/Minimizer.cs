using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Leaves out of a difference what does not matter: flow entries, groups, instructions, actions, match fields.</summary>
internal sealed class Minimizer(TestBench bench)
{
    /// <summary>Asks both switches afresh.</summary>
    /// <returns>Null if they agree, or if one refuses a part of the table.</returns>
    internal Difference? Ask(RandomTable table, int port, byte[] frame)
    {
        if (bench.Ours.Install(table).Count + bench.Theirs.Install(table).Count > 0)
        {
            return null;
        }

        Outcome ours = bench.Ours.Inject(port, frame), theirs = bench.Theirs.Inject(port, frame);
        return ours.Equals(theirs) ? null : new Difference(table, port, frame, ours, theirs);
    }

    /// <summary>Tries smaller tables until none of them shows a difference.</summary>
    internal Difference Minimize(Difference difference)
    {
        bool isSmaller = true;
        while (isSmaller)
        {
            isSmaller = false;
            for (int place = 0; ; place++)
            {
                // Each place of the list is tried once per round; after a success the same place holds the next candidate.
                RandomTable[] candidates = [.. Smaller(difference.Table)];
                if (place >= candidates.Length)
                {
                    break;
                }

                while (place < candidates.Length && Ask(candidates[place], difference.Port, difference.Frame) is { } smaller)
                {
                    difference = smaller;
                    isSmaller = true;
                    candidates = [.. Smaller(difference.Table)];
                }
            }
        }

        return difference;
    }

    // Large parts first.
    private static IEnumerable<RandomTable> Smaller(RandomTable table)
    {
        for (int i = 0; i < table.Flows.Length; i++)
        {
            yield return table with { Flows = table.Flows.RemoveAt(i) };
        }

        for (int i = 0; i < table.Groups.Length; i++)
        {
            yield return table with { Groups = table.Groups.RemoveAt(i) };
            GroupMod group = table.Groups[i];
            foreach (ImmutableArray<Bucket> buckets in Smaller(group))
            {
                yield return table with { Groups = table.Groups.SetItem(i, group with { Buckets = buckets }) };
            }
        }

        for (int i = 0; i < table.Flows.Length; i++)
        {
            foreach (FlowMod flow in Smaller(table.Flows[i]))
            {
                yield return table with { Flows = table.Flows.SetItem(i, flow) };
            }
        }
    }

    private static IEnumerable<ImmutableArray<Bucket>> Smaller(GroupMod group)
    {
        for (int i = 0; i < group.Buckets.Length; i++)
        {
            Bucket bucket = group.Buckets[i];
            if (group.Buckets.Length > 1)
            {
                yield return group.Buckets.RemoveAt(i);
            }

            for (int action = 0; action < bucket.Actions.Length; action++)
            {
                yield return group.Buckets.SetItem(i, new Bucket(bucket.Actions.RemoveAt(action)) { Weight = bucket.Weight });
            }
        }
    }

    private static IEnumerable<FlowMod> Smaller(FlowMod flow)
    {
        for (int i = 0; i < flow.Instructions.Length; i++)
        {
            yield return flow with { Instructions = flow.Instructions.RemoveAt(i) };
            ImmutableArray<OfAction> actions = ActionsOf(flow.Instructions[i]);
            for (int action = 0; action < actions.Length; action++)
            {
                ImmutableArray<OfAction> fewer = actions.RemoveAt(action);
                yield return flow with
                {
                    Instructions = flow.Instructions.SetItem(i, flow.Instructions[i] is WriteActions ? new WriteActions(fewer) : new ApplyActions(fewer)),
                };
            }
        }

        foreach (OxmValue field in flow.Match.Fields)
        {
            yield return flow with { Match = flow.Match.Without(field.Field) };
        }
    }

    private static ImmutableArray<OfAction> ActionsOf(Instruction instruction) => instruction switch
    {
        ApplyActions apply => apply.Actions,
        WriteActions write => write.Actions,
        _ => [],
    };
}
