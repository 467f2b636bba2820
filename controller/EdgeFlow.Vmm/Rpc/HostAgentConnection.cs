using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;

namespace EdgeFlow.Vmm.Rpc;

/// <summary>The controller's end of the connection to one host agent.</summary>
public sealed class HostAgentConnection : IDisposable
{
    private readonly JsonRpc _rpc;

    internal HostAgentConnection(JsonRpc rpc, IHostAgent agent)
    {
        _rpc = rpc;
        Agent = agent;
    }

    /// <summary>The agent; its calls fail with <see cref="ConnectionLostException"/> or <see cref="ObjectDisposedException"/> once the
    /// connection is gone.</summary>
    public IHostAgent Agent { get; }

    /// <summary>Ends when the connection does; faulted if it broke.</summary>
    public Task Completion => _rpc.Completion;

    public void Dispose() => _rpc.Dispose();
}
