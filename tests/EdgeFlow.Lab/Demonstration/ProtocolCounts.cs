namespace EdgeFlow.Lab.Demonstration;

/// <summary>The probe's counts of one protocol.</summary>
public sealed record ProtocolCounts(int Sent, int Lost, int Duplicated, int Reordered);
