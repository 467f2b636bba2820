using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Rpc;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>The controller's end: a listener on loopback that keeps what agents tell it.</summary>
internal sealed class ControllerStub : IHostAgentEvents, IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    internal ControllerStub()
    {
        _listener.Start();
    }

    internal string Address => $"tcp:127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    internal ConcurrentQueue<VmDescription> Changes { get; } = new();

    internal ConcurrentQueue<string> Removals { get; } = new();

    internal ConcurrentQueue<TransferProgress> Transfers { get; } = new();

    internal async Task<HostAgentConnection> AcceptAsync()
    {
        TcpClient client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        return HostAgentRpc.AttachController(client.GetStream(), this);
    }

    public Task VmChangedAsync(string server, VmDescription vm)
    {
        Changes.Enqueue(vm);
        return Task.CompletedTask;
    }

    public Task VmRemovedAsync(string server, string vm)
    {
        Removals.Enqueue(vm);
        return Task.CompletedTask;
    }

    public Task TransferChangedAsync(string server, string vm, TransferProgress progress)
    {
        Transfers.Enqueue(progress);
        return Task.CompletedTask;
    }

    public void Dispose() => _listener.Dispose();
}
