using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Store;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Controller.Tests.Network;

/// <summary>A ring of fake switches around a real network controller: port 1 leads to port 2 of the next, ports 3.. are edge ports.</summary>
internal sealed class TestFabric : IAsyncDisposable, INetworkEvents
{
    private readonly MemoryStore _store = new();
    private readonly FlowProgrammer?[] _programmer = new FlowProgrammer?[1];
    private SwitchListener? _listener;

    private TestFabric(int count, uint portCount)
    {
        Switches = [.. Enumerable.Range(1, count).Select(id => new FakeSwitch((ulong)id, portCount))];
        for (int i = 0; i < count; i++)
        {
            FakeSwitch next = Switches[(i + 1) % count];
            Switches[i].Cables[1] = (next, 2);
            next.Cables[2] = (Switches[i], 1);
        }
    }

    public FakeSwitch[] Switches { get; }

    public NetworkOptions Options { get; } = new() { SettleTime = TimeSpan.FromSeconds(1) };

    public NetworkController Network { get; private set; } = null!;

    public IPEndPoint EndPoint => _listener!.EndPoint;

    public FlowStore Records { get; private set; } = null!;

    public List<string> Events { get; } = [];

    /// <summary>Ports that marked link probes went out of, as <c>datapath:port</c>, in order.</summary>
    public ConcurrentQueue<string> MarkedProbes { get; } = new();

    public static async Task<TestFabric> StartAsync(int count, uint portCount = 4, Action<TestFabric>? prepare = null)
    {
        var fabric = new TestFabric(count, portCount);
        prepare?.Invoke(fabric);
        await fabric.StartControllerAsync();
        return fabric;
    }

    public static Match To(MacAddress mac) => Match.Any.WithEthDst(mac.Value);

    public static async Task WaitAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"Not within 20 s: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A controller on the store that the one before it left, and all switches connected to it and quiet.</summary>
    public async Task StartControllerAsync()
    {
        Records = new FlowStore(_store);
        _programmer[0] = new FlowProgrammer(Records);
        Network = new NetworkController(
            _programmer[0]!, new NetworkStore(_store), this, Options, new MigrationOptions(), TimeProvider.System, NullLogger.Instance);
        _listener = new SwitchListener(new IPEndPoint(IPAddress.Loopback, 0), Network, NullLogger.Instance);
        _listener.Start();
        var probe = new LinkProbe(new NetworkStore(_store).GetProbeKey());
        foreach (FakeSwitch item in Switches)
        {
            item.Forwarding = frame =>
            {
                if (probe.Read(frame) is (var from, not 0))
                {
                    MarkedProbes.Enqueue($"{from.DatapathId}:{from.Port}");
                }
            };
        }

        Network.Start();
        foreach (FakeSwitch item in Switches)
        {
            await item.ConnectAsync(_listener.EndPoint);
        }

        await WaitAsync(() => Network.Graph.Links.Count() == 2 * Switches.Length, "all links found");
        await WaitAsync(() => Switches.All(item => item.Flows.Keys.Any(key => key.Priority == 30000)), "all switches set up");
        await WaitForRestAsync();
    }

    public async Task StopControllerAsync()
    {
        await Network.DisposeAsync();
        await _listener!.DisposeAsync();
        _programmer[0]!.Dispose();
        foreach (FakeSwitch item in Switches)
        {
            await item.DisconnectAsync();
        }
    }

    /// <summary>Waits until no flow-mod has come for 200 ms.</summary>
    public async Task WaitForRestAsync()
    {
        int last = -1;
        for (int count = Count(); count != last; count = Count())
        {
            last = count;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        int Count() => Switches.Sum(item => item.FlowMods.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await StopControllerAsync();
        foreach (FakeSwitch item in Switches)
        {
            await item.DisposeAsync();
        }
    }

    void INetworkEvents.OnNetworkEvent(string kind, object data)
    {
        lock (Events)
        {
            Events.Add(kind);
        }
    }

    public int CountEvents(string kind)
    {
        lock (Events)
        {
            return Events.Count(entry => entry == kind);
        }
    }
}
