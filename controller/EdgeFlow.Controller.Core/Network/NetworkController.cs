using System.Collections.Concurrent;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Routes;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.Packets;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Box 3 of the system: knows the switches, links and hosts, and keeps every switch's flows as they should be.</summary>
/// <remarks>
/// <para><b>Design.</b> One immutable <see cref="NetworkState"/>; events change it; a planner turns it into flow entries per switch; the
/// programmer sends the difference to what the switches have. A migration changes the state in a fixed order and waits for the
/// difference to be confirmed; everything else is done by a loop that wakes after each change.</para>
/// <para><b>A switch that connects</b> keeps the flows it has until its ports are known to be links or not; then it gets the difference.
/// Hosts and links are remembered, so after a restart of the controller the difference is empty.</para>
/// <para><b>Broadcasts</b> go along a tree, and only to ports that are known to be no link; of a server's virtual switch, only to ports
/// where a running VM or the server itself is attached.</para>
/// <para><b>Moves.</b> A host is believed to have moved only if an agent reports that MAC's NIC at the new port, or its old port is
/// gone, or the new port is marked as a server port. Else the announcement is dropped, counted and told.</para>
/// <para><b>Threads and locks.</b> Sessions call in on their receive loops. <c>_lock</c> guards the state and is never held while waiting;
/// the programmer serialises changes.</para>
/// </remarks>
public sealed partial class NetworkController : ISwitchEvents, IMigrationNetwork, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ulong, SwitchSession> _sessions = new();
    private readonly ConcurrentDictionary<ulong, bool> _settled = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly FlowProgrammer _programmer;
    private readonly INetworkStore _store;
    private readonly INetworkEvents _events;
    private readonly NetworkOptions _options;
    private readonly MigrationOptions _migration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LinkProbe _probe;
    private readonly RouteStore _routes = new();
    private NetworkState _state = new();
    private Task _loops = Task.CompletedTask;

    public NetworkController(
        FlowProgrammer programmer, INetworkStore store, INetworkEvents events, NetworkOptions options, MigrationOptions migration,
        TimeProvider time, ILogger logger)
    {
        _programmer = programmer;
        _store = store;
        _events = events;
        _options = options;
        _migration = migration;
        _time = time;
        _logger = logger;
        _probe = new LinkProbe(store.GetProbeKey());
        DateTimeOffset now = time.GetUtcNow();
        foreach (Link link in store.LoadLinks())
        {
            _links[link] = now + options.LinkTimeout; // time to come back before the old links are doubted
        }

        Change(state => state with { Hosts = state.Hosts.AddRange(store.LoadHosts().Select(host => KeyValuePair.Create(host.Mac, host))) });
    }

    /// <summary>Connected switches.</summary>
    public IReadOnlyList<SwitchSession> Sessions => [.. _sessions.Values.OrderBy(session => session.DatapathId)];

    /// <summary>Known end points.</summary>
    public IReadOnlyList<HostEntry> Hosts => [.. _state.Hosts.Values];

    /// <summary>Switches and links.</summary>
    public TopologyGraph Graph => _state.Graph;

    /// <summary>Routes, valid ones and kept ones.</summary>
    public IReadOnlyList<RouteRecord> Routes => _routes.List(_state.Hosts.Values);

    /// <summary>Announcements that were not believed.</summary>
    public long RefusedMoves => Interlocked.Read(ref _refusedMoves);

    /// <summary>Starts the loops: link probes, reconciliation.</summary>
    public void Start() => _loops = Task.WhenAll(ProbeLoopAsync(_stop.Token), ReconcileLoopAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loops.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }

        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>The way to a host as text, for people: each switch and the port it sends out of.</summary>
    public string DescribeWay(RouteRecord route) => string.Join(
        " ",
        _state.Graph.WaysTo(route.At.DatapathId)
            .OrderByDescending(way => way.Value.Distance).ThenBy(way => way.Key)
            .Select(way => $"{way.Key:x}:{(way.Value.Distance == 0 ? route.At.Port : way.Value.Port)}"));

    private void Change(Func<NetworkState, NetworkState> change)
    {
        ChangeQuietly(change);
        Wake();
    }

    /// <summary>Changes the state without waking the reconciliation: whoever orders the flows itself, and wakes it afterwards, need not wait for its turn.</summary>
    private void ChangeQuietly(Func<NetworkState, NetworkState> change)
    {
        lock (_lock)
        {
            NetworkState state = change(_state);
            state = state with
            {
                Graph = new TopologyGraph(_sessions.Keys, _links.Keys),
                HoldSwitches = [.. _sessions.Values.Where(session => session.HasHold).Select(session => session.DatapathId)],
            };
            _state = state with { QuietPorts = FindQuietPorts(state) };
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    private async Task ReconcileLoopAsync(CancellationToken stop)
    {
        while (true)
        {
            await _wake.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                await ApplyAsync(_ => true, int.MaxValue, isStrict: false, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SwitchErrorException or SwitchLostException)
            {
                _logger.ReconcileFailed(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), _time, stop).ConfigureAwait(false);
                Wake();
            }
        }
    }

    /// <summary>Sends what differs, of the entries that the filter lets through, up to a stage; ends when confirmed.</summary>
    private Task ApplyAsync(
        Func<FlowSpec, bool> filter, int maxStage, bool isStrict, CancellationToken cancellationToken, bool isStaged = true)
    {
        SwitchSession[] switches = [.. _sessions.Values.Where(session => _settled.ContainsKey(session.DatapathId))];
        return _programmer.ApplyAsync(switches, Plan, filter, maxStage, isStrict, isStaged, cancellationToken);
    }

    private Dictionary<FlowKey, FlowSpec> Plan(ulong datapathId) => FlowPlanner.Plan(_state, datapathId, _routes.IdOf);

    private static object View(SwitchPort port) => new { datapathId = port.DatapathId.ToString("x16"), port = port.Port };

    private static object View(HostEntry host) => new
    {
        mac = host.Mac.ToString(),
        datapathId = host.At.DatapathId.ToString("x16"),
        port = host.At.Port,
        vm = host.Vm,
    };

    private static bool Owns(FlowSpec flow, MacAddress mac) => flow.Owner == mac;
}
