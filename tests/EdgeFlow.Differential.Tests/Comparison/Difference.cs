using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>A frame that came out of the two switches differently, after everything that does not matter was left out.</summary>
/// <param name="Table">What is left of the groups and flow entries.</param>
/// <param name="Port">Where the frame went in.</param>
/// <param name="Frame">The frame.</param>
/// <param name="Ours">What edgeflow-switch made of it.</param>
/// <param name="Theirs">What Open vSwitch made of it.</param>
internal sealed record Difference(RandomTable Table, int Port, byte[] Frame, Outcome Ours, Outcome Theirs)
{
    public override string ToString() => $"""
        tables:
            {Table}
        in_port={Port}: {Convert.ToHexStringLower(Frame)}
        edgeflow-switch:
            {Ours}
        Open vSwitch:
            {Theirs}
        """;
}
