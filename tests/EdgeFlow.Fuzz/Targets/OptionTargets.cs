using System.Text;
using System.Text.Json;
using EdgeFlow.Controller.Api;
using EdgeFlow.Controller.Configuration;
using EdgeFlow.HostAgent;
using EdgeFlow.Switch.Control;
using EdgeFlow.Switch.Options;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>What people write, and requests in JSON.</summary>
internal static class OptionTargets
{
    private static readonly JsonSerializerOptions s_rpc = new(JsonSerializerDefaults.Web);

    /// <summary>The switch's config file: mistakes go into the list; nothing may leave the reader.</summary>
    public static void SwitchConfig(ReadOnlySpan<byte> input)
    {
        using var stream = new MemoryStream(input.ToArray());
        EdgeFlow.Switch.Options.ConfigFile.Read(stream, new SwitchOptions(), []);
    }

    /// <summary>The switch's command line, a word per line: mistakes go into lists; nothing may leave the parser.</summary>
    public static void CommandLine(ReadOnlySpan<byte> input)
    {
        string[] words = Encoding.Latin1.GetString(input).Split('\n');
        bool namesFiles = Array.Exists(
            words, static word => word.StartsWith("--config", StringComparison.Ordinal) || word.StartsWith("--tls", StringComparison.Ordinal));
        if (!namesFiles) // they are read at once, and chance might name any file of this machine
        {
            _ = EdgeFlow.Switch.Options.CommandLine.Parse(words);
        }
    }

    /// <summary>The controller's config file: <see cref="ConfigException"/> only.</summary>
    public static void ControllerConfig(ReadOnlySpan<byte> input)
    {
        using var reader = new StringReader(Encoding.UTF8.GetString(input));
        var options = new ControllerOptions();
        try
        {
            EdgeFlow.Controller.Configuration.ConfigFile.Read(reader, options);
        }
        catch (ConfigException)
        {
            return;
        }

        _ = TcpAddress.TryParse(options.OpenFlow, out _, out _);
        _ = TcpAddress.TryParse(options.Agents, out _, out _);
        _ = ApiAddress.TryParse(options.Api, out _);
    }

    /// <summary>The first byte chooses what the rest is the body of. Only <see cref="JsonException"/> may leave the deserialiser, and only
    /// <see cref="HostAgentException"/> the check of what an agent is asked for.</summary>
    public static void Json(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> body = input[1..];
        try
        {
            switch (input[0] % 5)
            {
                case 0:
                    _ = JsonSerializer.Deserialize(body, ControlJson.Default.ControlRequest);
                    break;
                case 1:
                    _ = JsonSerializer.Deserialize<VmOrder>(body, ApiJson.Options);
                    break;
                case 2:
                    _ = JsonSerializer.Deserialize<MigrationOrder>(body, ApiJson.Options);
                    break;
                case 3 when JsonSerializer.Deserialize<VmSpec>(body, s_rpc) is { } spec:
                    RequestValidator.Check(spec);
                    break;
                case 4 when JsonSerializer.Deserialize<TransferTarget>(body, s_rpc) is { } target:
                    RequestValidator.Check(target, new TransferOptions());
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or HostAgentException)
        {
        }
    }
}
