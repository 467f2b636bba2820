namespace EdgeFlow.Vmm.Contracts;

/// <summary>A VM runs.</summary>
/// <param name="RunningAt">Since when, as the VMM itself reports it, UTC.</param>
public sealed record RunReport(DateTimeOffset RunningAt);
