using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;

namespace EdgeFlow.Vmm.Rpc;

/// <summary>JSON-RPC 2.0 between controller and host agent over one stream, both directions at once.</summary>
/// <remarks>
/// Messages are JSON (camelCase) with <c>Content-Length</c> headers. The controller names the proxies' errors as the agent did: a
/// <see cref="HostAgentException"/> crosses the wire with its code and message. A lost connection fails the calls that wait
/// with <see cref="ConnectionLostException"/>.
/// </remarks>
public static class HostAgentRpc
{
    /// <summary>The controller's end: takes the agent's notifications and calls the agent.</summary>
    /// <param name="stream">The connection; the returned connection owns it.</param>
    /// <param name="events">Receives the agent's notifications, one at a time in order.</param>
    public static HostAgentConnection AttachController(Stream stream, IHostAgentEvents events)
    {
        var rpc = new HostAgentJsonRpc(stream);
        rpc.AddLocalRpcTarget<IHostAgentEvents>(events, null);
        IHostAgent agent = rpc.Attach<IHostAgent>();
        rpc.StartListening();
        return new HostAgentConnection(rpc, agent);
    }

    /// <summary>The agent's end: serves its interface and sends notifications.</summary>
    /// <param name="stream">The connection; the returned RPC object owns it.</param>
    /// <param name="agent">Serves the controller's calls.</param>
    public static (JsonRpc Rpc, IHostAgentEvents Events) AttachAgent(Stream stream, IHostAgent agent)
    {
        var rpc = new HostAgentJsonRpc(stream);
        rpc.AddLocalRpcTarget<IHostAgent>(agent, null);

        // Calls overlap: one that waits for a transfer must not hold up the next one's.
        rpc.SynchronizationContext = null;
        IHostAgentEvents events = rpc.Attach<IHostAgentEvents>();
        rpc.StartListening();
        return (rpc, events);
    }
}
