using EdgeFlow.Differential.Tests.Bench;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>A frame that comes out in a <see cref="FaultExample"/>.</summary>
/// <param name="Port">Where, or <see cref="Copy.Controller"/>.</param>
/// <param name="Head">Hexadecimal, as <see cref="FaultExample.Frame"/>.</param>
/// <param name="About">Of a packet-in, as in <see cref="Copy"/>.</param>
internal sealed record ExampleCopy(int Port, string Head, string About = "")
{
    internal Copy ToCopy() => new(Port, FaultExample.Frames(Head), About);
}
