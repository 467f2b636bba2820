using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Leaves out of a difference what does not matter, and says simply what can be said simply.</summary>
internal sealed class Minimizer(TestBench bench)
{
    private const int MaxTries = 3;

    /// <summary>Asks both switches afresh, for one frame.</summary>
    /// <returns>Null if they agree, or if one refuses a part of the table.</returns>
    internal Difference? Ask(RandomTable table, Input input)
    {
        for (int i = 0; i < MaxTries; i++)
        {
            if (bench.Ours.Install(table).Count + bench.Theirs.Install(table).Count > 0)
            {
                return null;
            }

            Answers ours = bench.Ours.Ask([input]), theirs = bench.Theirs.Ask([input]);
            if (theirs.Counters is not null)
            {
                var difference = new Difference(table, input, With(ours), With(theirs));
                return difference.Ours.Equals(difference.Theirs) ? null : difference;
            }
        }

        return null;
    }

    /// <summary>The table without what both refuse; null if only one of them refuses a part.</summary>
    internal RandomTable? Accepted(RandomTable table)
    {
        Dictionary<uint, uint> ours = bench.Ours.Install(table), theirs = bench.Theirs.Install(table);
        return ours.Keys.ToHashSet().SetEquals(theirs.Keys) ? table.Without(ours.Keys) : null;
    }

    /// <summary>Tries simpler tables and frames until none of them shows a difference.</summary>
    internal Difference Minimize(Difference difference)
    {
        RandomTable hit = Simpler.OnlyHit(difference);
        if (hit.Flows.Length < difference.Table.Flows.Length && Ask(hit, difference.Input) is { } small)
        {
            difference = small;
        }

        bool isSimpler = true;
        while (isSimpler)
        {
            isSimpler = false;

            // Each place of the list is tried once per round; after a success the same place holds the next candidate.
            (RandomTable Table, Input Input)[] candidates = [.. Simpler.Of(difference.Table, difference.Input)];
            for (int place = 0; place < candidates.Length; place++)
            {
                while (place < candidates.Length && Ask(candidates[place].Table, candidates[place].Input) is { } simpler)
                {
                    difference = simpler;
                    isSimpler = true;
                    candidates = [.. Simpler.Of(difference.Table, difference.Input)];
                }
            }
        }

        return difference;
    }

    private static Outcome With(Answers answers) => new(answers.Outcomes[0].Copies, answers.Counters!); // not null: asked once, or twice alike
}
