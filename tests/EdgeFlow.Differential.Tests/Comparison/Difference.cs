using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>A frame that came out of the two switches differently, or was counted differently.</summary>
/// <param name="Table">The groups and flow entries.</param>
/// <param name="Input">The frame and where it went in.</param>
/// <param name="Ours">What edgeflow-switch made of it.</param>
/// <param name="Theirs">What Open vSwitch made of it.</param>
internal sealed record Difference(RandomTable Table, Input Input, Outcome Ours, Outcome Theirs)
{
    /// <summary>The flow entries that both have hit, in the order of their tables; all if nothing was counted.</summary>
    internal ImmutableArray<FlowMod> Path => Ours.Counters.Count == 0
        ? Table.Flows
        : [.. Table.Flows.Where(flow => Ours.Counters.Any(line => line.StartsWith($"table={flow.TableId},priority={flow.Priority}:", StringComparison.Ordinal)))];

    /// <summary>What was done to the frame; null if that is not plain.</summary>
    internal Way? Way => Way.Of(Table, Path);

    internal bool HaveSameCounters => Ours.Counters.SequenceEqual(Theirs.Counters);

    /// <summary>Whether these frames before the end of the <see cref="Way"/> are what differs: they lead to what came out of each, and to nothing else.</summary>
    internal bool IsOf(Way way, byte[] ours, byte[] theirs) =>
        HaveSameCounters && !ours.AsSpan().SequenceEqual(theirs)
        && Lines(Ours.Copies).SequenceEqual(Lines(way.Leaves(ours, Input.Port))) && Lines(Theirs.Copies).SequenceEqual(Lines(way.Leaves(theirs, Input.Port)));

    public override string ToString() => $"""
        tables:
            {Table}
        {Input}
        edgeflow-switch:
            {Ours}
        Open vSwitch:
            {Theirs}
        """;

    private static IEnumerable<string> Lines(IEnumerable<Copy> copies) => copies.Select(copy => copy.ToString());
}
