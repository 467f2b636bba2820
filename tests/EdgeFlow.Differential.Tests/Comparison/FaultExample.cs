using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>A fixed table and frame that show a fault.</summary>
/// <param name="Flows">Lines in ovs-ofctl's syntax.</param>
/// <param name="Frame">What goes into port 1: hexadecimal, without the end of the payload.</param>
/// <param name="Ours">What comes out by the specification.</param>
/// <param name="Theirs">What comes out of Open vSwitch.</param>
internal sealed record FaultExample(string[] Flows, string Frame, ExampleCopy[] Ours, ExampleCopy[] Theirs)
{
    private const int InPort = 1;

    /// <summary>Groups that the flows use.</summary>
    internal GroupMod[] Groups { get; init; } = [];

    /// <summary>What both count; may be left out where only one entry is hit.</summary>
    internal string[] Counters { get; init; } = [];

    internal RandomTable Table => new([.. Groups], [.. Flows.Select(line => Parse(line))]);

    internal Input Input => new(InPort, Frames(Frame));

    internal Outcome OurOutcome => new(Ours.Select(copy => copy.ToCopy()), Counters);

    internal Outcome TheirOutcome => new(Theirs.Select(copy => copy.ToCopy()), Counters);

    /// <summary>The bytes of a frame with payload and trailer behind them.</summary>
    internal static byte[] Frames(string head) => [.. Convert.FromHexString(head.Replace(" ", "", StringComparison.Ordinal)), .. new byte[32], .. Trailer.Of(1)];

    private static FlowMod Parse(string line) => EdgeFlow.OpenFlow.Text.FlowText.ParseFlowMod(line);
}
