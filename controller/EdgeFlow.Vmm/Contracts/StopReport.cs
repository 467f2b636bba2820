namespace EdgeFlow.Vmm.Contracts;

/// <summary>A VM has stopped.</summary>
/// <param name="StoppedAt">When, as the VMM itself reports it, UTC.</param>
public sealed record StopReport(DateTimeOffset StoppedAt);
