namespace EdgeFlow.Hal.Pipeline;

/// <summary>What, beside the instructions, decides how a flow entry's program comes out.</summary>
/// <param name="Facts">What the match makes sure of.</param>
/// <param name="TableId">A goto leads onward only.</param>
/// <param name="IsTableMiss">Its packet-ins say NO_MATCH.</param>
/// <param name="Rules">How the message is meant.</param>
internal readonly record struct ProgramContext(HeaderFacts Facts, byte TableId, bool IsTableMiss, FlowModRules Rules);
