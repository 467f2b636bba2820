using System.Collections.Concurrent;
using System.Collections.Immutable;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Switches that come and go, their ports, and the links between them.</summary>
public sealed partial class NetworkController
{
    private static readonly TimeSpan[] s_firstProbes =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500)];

    private readonly ConcurrentDictionary<Link, DateTimeOffset> _links = new();
    private readonly ConcurrentDictionary<SwitchPort, DateTimeOffset> _portSince = new();

    void ISwitchEvents.OnConnected(SwitchSession session)
    {
        _sessions[session.DatapathId] = session;
        _settled.TryRemove(session.DatapathId, out _);
        TakePorts(session);
        _logger.SwitchConnected(session.DatapathId, session.Remote, session.Description, session.HasHold);
        _events.OnNetworkEvent("switch-connected", new { datapathId = session.DatapathId.ToString("x16"), remote = session.Remote, hasHold = session.HasHold });
        _ = SettleAsync(session);
    }

    void ISwitchEvents.OnDisconnected(SwitchSession session, string reason)
    {
        // A switch that reconnects may be here before its old connection is known to be dead.
        if (!_sessions.TryRemove(KeyValuePair.Create(session.DatapathId, session)))
        {
            return;
        }

        _settled.TryRemove(session.DatapathId, out _);
        _programmer.Forget(session.DatapathId);
        _logger.SwitchDisconnected(session.DatapathId, reason);
        _events.OnNetworkEvent("switch-disconnected", new { datapathId = session.DatapathId.ToString("x16"), reason });
    }

    void ISwitchEvents.OnPortStatus(SwitchSession session, PortReason reason, PortDescription port)
    {
        if (port.Number > OfpPort.Max || _sessions.GetValueOrDefault(session.DatapathId) != session)
        {
            return;
        }

        var place = new SwitchPort(session.DatapathId, port.Number);
        if (reason == PortReason.Delete || !IsUp(port))
        {
            _portSince.TryRemove(place, out _);
            foreach (Link link in _links.Keys.Where(link => link.From == place || link.To == place))
            {
                RemoveLink(link);
            }
        }

        TakePorts(session);
        if (reason != PortReason.Delete && IsUp(port))
        {
            Probe(session, port);
        }

        _events.OnNetworkEvent(
            "port-status",
            new { datapathId = session.DatapathId.ToString("x16"), port = port.Number, name = port.Name, reason, isUp = reason != PortReason.Delete && IsUp(port) });
    }

    void ISwitchEvents.OnFlowRemoved(SwitchSession session, ulong cookie, FlowRemovedReason reason, string flow)
    {
        _events.OnNetworkEvent(
            "flow-removed", new { datapathId = session.DatapathId.ToString("x16"), cookie = cookie.ToString("x16"), reason, flow });
    }

    internal static bool IsUp(PortDescription port) =>
        (port.State & PortState.LinkDown) == 0 && (port.Config & PortConfig.PortDown) == 0;

    private void TakePorts(SwitchSession session)
    {
        ImmutableSortedSet<uint> ports = [.. session.Ports.Values.Where(IsUp).Select(port => port.Number)];
        DateTimeOffset now = _time.GetUtcNow();
        foreach (uint port in ports)
        {
            _portSince.TryAdd(new SwitchPort(session.DatapathId, port), now);
        }

        Change(state => state with { Ports = state.Ports.SetItem(session.DatapathId, ports) });
    }

    /// <summary>Reads what the switch has, gives it what finding links needs, waits for its ports to show what they are.</summary>
    private async Task SettleAsync(SwitchSession session)
    {
        try
        {
            await _programmer.LoadAsync(session, _stop.Token).ConfigureAwait(false);
            Dictionary<FlowKey, FlowSpec> basic = FlowPlanner.PlanBase().ToDictionary(flow => flow.Key);
            await _programmer.ApplyAsync([session], _ => basic, flow => basic.ContainsKey(flow.Key), int.MaxValue, isStrict: true, isStaged: true, _stop.Token)
                .ConfigureAwait(false);
            foreach (TimeSpan pause in s_firstProbes)
            {
                await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(false);
                ProbeAll(session);
            }

            // By the very measure that makes its ports edge ports: a moment earlier, and the first reconciliation would take them out of the
            // floods, to put them back a moment later.
            while (PortsSince(session.DatapathId) is { } since && _time.GetUtcNow() - since is var age && age < _options.SettleTime)
            {
                await Task.Delay(_options.SettleTime - age + TimeSpan.FromMilliseconds(1), _time, _stop.Token).ConfigureAwait(false);
            }

            if (_sessions.GetValueOrDefault(session.DatapathId) == session)
            {
                _settled[session.DatapathId] = true;
                Change(state => state);
            }
        }
        catch (Exception e) when (e is SwitchErrorException or SwitchLostException or OperationCanceledException or OpenFlowException)
        {
            _logger.SettleFailed(session.DatapathId, e.Message);
        }
    }

    /// <summary>When the youngest of the ports that a switch came with was seen first; null if it has none.</summary>
    private DateTimeOffset? PortsSince(ulong datapathId)
    {
        DateTimeOffset? youngest = null;
        foreach ((SwitchPort port, DateTimeOffset since) in _portSince)
        {
            if (port.DatapathId == datapathId && !(youngest > since))
            {
                youngest = since;
            }
        }

        return youngest;
    }

    private async Task ProbeLoopAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_options.ProbeInterval, _time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            foreach (SwitchSession session in _sessions.Values)
            {
                ProbeAll(session);
            }

            DateTimeOffset now = _time.GetUtcNow();
            foreach ((Link link, DateTimeOffset lastSeen) in _links)
            {
                // Without its switches a link cannot show itself; the frames go on.
                if (now - lastSeen > _options.LinkTimeout && _sessions.ContainsKey(link.From.DatapathId) && _sessions.ContainsKey(link.To.DatapathId))
                {
                    RemoveLink(link);
                }
            }

            RefreshQuietPorts();
        }
    }

    /// <summary>Ports become edge ports by the passing of time alone.</summary>
    private void RefreshQuietPorts()
    {
        NetworkState state = _state;
        if (!FindQuietPorts(state).SetEquals(state.QuietPorts))
        {
            Change(same => same);
        }
    }

    private void ProbeAll(SwitchSession session)
    {
        foreach (PortDescription port in session.Ports.Values.Where(IsUp))
        {
            Probe(session, port);
        }
    }

    private void Probe(SwitchSession session, PortDescription port, ulong mark = 0) => session.SendFrame(
        port.Number, _probe.Build(new SwitchPort(session.DatapathId, port.Number), new MacAddress(port.HardwareAddress), mark));

    private void HandleProbe(SwitchPort at, ReadOnlySpan<byte> frame)
    {
        if (_probe.Read(frame) is not (var from, var mark) || from == at)
        {
            return;
        }

        if (_marks.TryRemove((from, mark), out TaskCompletionSource? arrival))
        {
            arrival.TrySetResult();
        }

        var link = new Link(from, at);
        bool isNew = !_links.ContainsKey(link);
        _links[link] = _time.GetUtcNow();
        if (!isNew)
        {
            return;
        }

        // The way back counts too before the link does: ask for it at once.
        if (!_links.ContainsKey(new Link(at, from)) && _sessions.TryGetValue(at.DatapathId, out SwitchSession? session)
            && session.Ports.TryGetValue(at.Port, out PortDescription port))
        {
            Probe(session, port);
        }

        // A cable that was moved: its old other ends are gone.
        foreach (Link old in _links.Keys.Where(old => old != link && (old.To == at || old.From == from)))
        {
            RemoveLink(old);
        }

        _logger.LinkUp(link.From, link.To);
        _events.OnNetworkEvent("link-up", new { from = View(link.From), to = View(link.To) });
        ForgetHostsBehindLinks(link);
        _store.SaveLinks([.. _links.Keys]);
        Change(state => state);
    }

    private void RemoveLink(Link link)
    {
        if (_links.TryRemove(link, out _))
        {
            _logger.LinkDown(link.From, link.To);
            _events.OnNetworkEvent("link-down", new { from = View(link.From), to = View(link.To) });
            _store.SaveLinks([.. _links.Keys]);
            Change(state => state);
        }
    }

    private ImmutableHashSet<SwitchPort> FindQuietPorts(NetworkState state)
    {
        DateTimeOffset now = _time.GetUtcNow();
        HashSet<SwitchPort> withHost = [.. state.Hosts.Values.Select(host => host.At)];
        var quiet = ImmutableHashSet.CreateBuilder<SwitchPort>();
        foreach ((ulong datapathId, ImmutableSortedSet<uint> ports) in state.Ports)
        {
            foreach (uint number in ports)
            {
                var port = new SwitchPort(datapathId, number);
                bool isSettled = _portSince.TryGetValue(port, out DateTimeOffset since) && now - since >= _options.SettleTime
                    && !_serverSwitches.ContainsKey(datapathId);
                if (!withHost.Contains(port) && !isSettled)
                {
                    quiet.Add(port);
                }
            }
        }

        return quiet.ToImmutable();
    }
}
