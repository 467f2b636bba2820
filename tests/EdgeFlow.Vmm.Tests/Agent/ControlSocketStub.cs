using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>The control socket of an edgeflow-switch, as its documentation has it: one JSON object per line each way.</summary>
internal sealed class ControlSocketStub : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    internal ControlSocketStub(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _ = ServeAsync();
    }

    internal ConcurrentDictionary<uint, string> Ports { get; } = new([new(1, "uplink")]);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptAsync();
                await using var stream = new NetworkStream(socket);
                using var reader = new StreamReader(stream);
                await using var writer = new StreamWriter(stream);
                if (await reader.ReadLineAsync() is { } line)
                {
                    await writer.WriteLineAsync(Answer(JsonNode.Parse(line)!).ToJsonString()); // not null: an object was sent
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private JsonObject Answer(JsonNode request)
    {
        uint number = request["number"]?.GetValue<uint>() ?? 0;
        string? error = (string?)request["command"] switch
        {
            "status" => null,
            "port-add" => Ports.TryAdd(number, (string?)request["interface"] ?? "") ? null : $"port {number} exists",
            "port-del" => Ports.TryRemove(number, out _) ? null : $"no port {number}",
            _ => "unknown command",
        };
        var ports = new JsonArray([.. Ports.Select(port => new JsonObject { ["number"] = port.Key, ["interface"] = port.Value })]);
        return error is null ? new JsonObject { ["ok"] = true, ["ports"] = ports } : new JsonObject { ["ok"] = false, ["error"] = error };
    }
}
