using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>A flow entry that a switch should have.</summary>
/// <param name="Key">Priority and match.</param>
/// <param name="Instructions">What it does; empty drops.</param>
/// <param name="Stage">When it is set within one change: entries of a lower stage are confirmed first.</param>
/// <param name="Owner">The host it belongs to; default if it belongs to none.</param>
/// <param name="RouteId">Route it belongs to (443); 0 if none.</param>
public sealed record FlowSpec(FlowKey Key, ImmutableArray<Instruction> Instructions, int Stage, MacAddress Owner, int RouteId)
{
    /// <summary>Does the same; when it is set does not matter.</summary>
    public bool IsSameEntry(FlowSpec other) => Key == other.Key && Instructions.SequenceEqual(other.Instructions);
}
