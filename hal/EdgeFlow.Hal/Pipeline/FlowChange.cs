using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What happened to one flow entry, for flow monitors.</summary>
/// <param name="Event">Added (also in place of one with the same match and priority), modified, deleted.</param>
/// <param name="Entry">As it is now, or was last.</param>
/// <param name="Reason">Of a deletion.</param>
/// <param name="PreviousProgram">Of a modification: what the entry did before.</param>
/// <param name="Replaced">Of an addition: the entry of the same match and priority whose place it took; for that one there is no change of its own.</param>
public readonly record struct FlowChange(
    FlowUpdateEvent Event, byte TableId, FlowEntry Entry, FlowRemovedReason Reason = FlowRemovedReason.Delete, object? PreviousProgram = null,
    FlowEntry? Replaced = null);
