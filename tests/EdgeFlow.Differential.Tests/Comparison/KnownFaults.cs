namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Every fault of Open vSwitch 3.1 that the random tables have met.</summary>
internal static class KnownFaults
{
    internal static IReadOnlyList<KnownFault> All { get; } = [];
}
