using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Switches;

/// <summary>An <c>edgeflow-switch</c>, by its control socket: one JSON object per line each way, one request per connection.</summary>
/// <param name="socketPath">Its unix socket.</param>
public sealed class EdgeFlowSwitch(string socketPath) : IVirtualSwitch
{
    public string Kind => "edgeflow";

    public bool KeepsPorts => false;

    public async Task<IReadOnlySet<uint>> GetPortsAsync(CancellationToken cancellationToken)
    {
        JsonElement status = await AskAsync(new JsonObject { ["command"] = "status" }, cancellationToken);
        return status.TryGetProperty("ports", out JsonElement ports)
            ? ports.EnumerateArray().Select(port => port.GetProperty("number").GetUInt32()).ToHashSet()
            : [];
    }

    public Task PlugAsync(uint port, string interfaceName, CancellationToken cancellationToken) =>
        AskAsync(new JsonObject { ["command"] = "port-add", ["number"] = port, ["interface"] = interfaceName }, cancellationToken);

    public async Task UnplugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        if ((await GetPortsAsync(cancellationToken)).Contains(port))
        {
            await AskAsync(new JsonObject { ["command"] = "port-del", ["number"] = port }, cancellationToken);
        }
    }

    private async Task<JsonElement> AskAsync(JsonObject request, CancellationToken cancellationToken)
    {
        string what = $"{request["command"]} {request["interface"]}".TrimEnd();
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), cancellationToken);
            using var reader = new StreamReader(stream);
            string line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("it closed the connection");
            JsonElement reply = JsonSerializer.Deserialize<JsonElement>(line);
            return reply.GetProperty("ok").GetBoolean()
                ? reply
                : throw new HostAgentException(
                    HostAgentErrorCode.NetworkFailed,
                    $"The virtual switch at {socketPath} refused {what}: {reply.GetProperty("error").GetString()}");
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException or KeyNotFoundException)
        {
            throw new HostAgentException(
                HostAgentErrorCode.NetworkFailed,
                $"The virtual switch at {socketPath} did not do {what}: {e.Message}. Is edgeflow-switch running with --control unix:{socketPath}?",
                e);
        }
    }
}
