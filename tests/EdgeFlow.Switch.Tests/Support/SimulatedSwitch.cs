using System.Net;
using System.Net.Sockets;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Switch.Tests.Support;

/// <summary>A whole switch in this process: ports 1 and 2 on in-memory links, an OpenFlow listener on loopback.</summary>
internal sealed class SimulatedSwitch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly InMemoryDataPlane _dataPlane;
    private readonly Task _running;

    public SimulatedSwitch(Action<SwitchOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        Port = FreePort();
        var network = new InMemoryNetwork();
        Link1 = network.Connect("ef1", "host1");
        Link2 = network.Connect("ef2", "host2");
        var options = new SwitchOptions { DatapathId = 0xa1 };
        options.Ports.Add(new PortOption(1, "ef1"));
        options.Ports.Add(new PortOption(2, "ef2"));
        options.Listeners.Add(new TransportAddress("127.0.0.1", Port, IsUnix: false));
        configure?.Invoke(options);
        _dataPlane = new InMemoryDataPlane(network);
        Agent = new SwitchAgent(options, _dataPlane, loggers ?? NullLoggerFactory.Instance);
        _running = Agent.RunAsync(_stop.Token);
    }

    public int Port { get; }

    public SwitchAgent Agent { get; }

    /// <summary>End A is the switch's port 1, end B its host.</summary>
    public InMemoryLink Link1 { get; }

    public InMemoryLink Link2 { get; }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public Task<OpenFlowPeer> ConnectAsync() => OpenFlowPeer.ConnectAsync(Port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Agent.Dispose();
        _dataPlane.Dispose();
        _stop.Dispose();
    }
}
