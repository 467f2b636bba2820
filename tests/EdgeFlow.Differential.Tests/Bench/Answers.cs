namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>What one switch made of a burst of frames.</summary>
/// <param name="Outcomes">In the order of the frames, without counters.</param>
/// <param name="Counters">Flow entries that were hit by the burst, sorted; null if Open vSwitch had to be asked so often that they mean nothing.</param>
internal sealed record Answers(Outcome[] Outcomes, string[]? Counters);
