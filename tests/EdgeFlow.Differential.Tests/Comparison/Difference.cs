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

    /// <summary>The actions on the frame's way if that is apply-actions alone, the last of them an output; else null.</summary>
    /// <remarks>The output is left out.</remarks>
    internal ImmutableArray<OfAction>? OnlyActions =>
        Table.Groups.IsEmpty && Path is [.. var before, { Instructions: [ApplyActions { Actions: [.. var last, OutputAction] }] }]
        && before.All(flow => flow.Instructions is [GotoTable] or [ApplyActions, GotoTable])
            ? [.. before.SelectMany(flow => flow.Instructions[0].ActionsOf()), .. last]
            : null;

    /// <summary>The one frame that came out of each, if it did by the same port and everything else is equal; else null.</summary>
    internal (byte[] Ours, byte[] Theirs)? OnlyFrames =>
        Ours.Copies is [var our] && Theirs.Copies is [var their] && our.Port == their.Port && our.Port != Copy.Controller && HaveSameCounters
            ? (our.Frame, their.Frame)
            : null;

    internal bool HaveSameCounters => Ours.Counters.SequenceEqual(Theirs.Counters);

    public override string ToString() => $"""
        tables:
            {Table}
        {Input}
        edgeflow-switch:
            {Ours}
        Open vSwitch:
            {Theirs}
        """;
}
