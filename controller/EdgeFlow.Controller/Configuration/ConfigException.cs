namespace EdgeFlow.Controller.Configuration;

/// <summary>The configuration has mistakes; all of them.</summary>
public sealed class ConfigException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
