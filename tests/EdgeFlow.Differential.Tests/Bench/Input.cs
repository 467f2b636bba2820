namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>A frame and the port it goes into.</summary>
/// <param name="Port">1..<see cref="Taps.Count"/>.</param>
/// <param name="Frame">Ends with <see cref="Trailer"/>, by which its copies are known whatever was done to its headers.</param>
internal sealed record Input(int Port, byte[] Frame)
{
    internal uint Id => Trailer.Find(Frame)!.Value; // each made frame has one

    public override string ToString() => $"in_port={Port}: {Convert.ToHexStringLower(Frame)}";
}
