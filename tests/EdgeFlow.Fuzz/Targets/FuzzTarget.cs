namespace EdgeFlow.Fuzz.Targets;

/// <summary>One parser or session that takes bytes from outside.</summary>
/// <param name="Name">As it is given on the command line; its corpus is in <c>Corpus/NAME</c>.</param>
/// <param name="IsSession">A whole session per execution, not one call of a parser.</param>
/// <param name="Run">Takes any bytes; what escapes from it is a crash. Refusals that the parser documents are caught inside.</param>
/// <param name="MaxLength">Of the inputs that are made up, in bytes.</param>
internal sealed record FuzzTarget(string Name, bool IsSession, FuzzTarget.Body Run, int MaxLength = 2048)
{
    public delegate void Body(ReadOnlySpan<byte> input);
}
