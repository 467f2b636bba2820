namespace EdgeFlow.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The controller refused, or what was ordered failed.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>The controller cannot be reached (EX_UNAVAILABLE).</summary>
    public const int Unreachable = 69;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
