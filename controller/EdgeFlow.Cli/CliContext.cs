using System.Text.Json;

namespace EdgeFlow.Cli;

/// <summary>What a command works with.</summary>
/// <param name="Api">The controller.</param>
/// <param name="Output">Where results go.</param>
/// <param name="IsJson">Whether results are JSON.</param>
/// <param name="IsTerminal">Whether a person watches: tables with lines, progress in place.</param>
internal sealed record CliContext(ApiClient Api, TextWriter Output, bool IsJson, bool IsTerminal)
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void WriteJson(JsonElement value) => Output.WriteLine(JsonSerializer.Serialize(value, s_indented));
}
