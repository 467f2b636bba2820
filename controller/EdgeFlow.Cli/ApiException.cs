namespace EdgeFlow.Cli;

/// <summary>The controller did not do what was asked; the message is its own.</summary>
internal sealed class ApiException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
