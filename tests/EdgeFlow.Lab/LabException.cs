namespace EdgeFlow.Lab;

/// <summary>The lab cannot go on; the message names the object, what happened to it and the remedy.</summary>
/// <remarks>Caught once, in <c>Program</c>, which prints the message and ends with <see cref="ExitCode"/>.</remarks>
public sealed class LabException : Exception
{
    public const int Failed = 1, Usage = 64, Unavailable = 69, Busy = 75, NoPermission = 77;

    public LabException(string message, int exitCode = Failed)
        : base(message) => ExitCode = exitCode;

    public LabException(string message, Exception inner)
        : base(message, inner) => ExitCode = Failed;

    /// <summary>What the process ends with, after sysexits.h where it has a word for it.</summary>
    public int ExitCode { get; }
}
