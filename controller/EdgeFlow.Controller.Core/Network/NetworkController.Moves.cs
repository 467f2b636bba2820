using System.Collections.Concurrent;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>What migrations ask of the network.</summary>
public sealed partial class NetworkController
{
    private const int MaxAnnouncements = 256;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(2);

    private readonly LinkedList<(MacAddress Mac, SwitchPort At, Announcement Seen)> _announcements = new();
    private readonly ConcurrentDictionary<MacAddress, (SwitchPort At, DateTimeOffset Since)> _confirmed = new();

    public string? FindObstacle(MigrationPath path)
    {
        TopologyGraph graph = _state.Graph;
        foreach (ulong datapathId in graph.Switches.Append(path.Source.DatapathId).Append(path.DestinationDatapathId).Distinct())
        {
            if (!_sessions.ContainsKey(datapathId))
            {
                return $"Switch {datapathId:x16} is not connected; its flows cannot be turned. Start it or check its management network.";
            }

            if (!_settled.ContainsKey(datapathId))
            {
                return $"Switch {datapathId:x16} has just connected and is still being set up; try again in some seconds.";
            }
        }

        if (!graph.WaysTo(path.DestinationDatapathId).ContainsKey(path.Source.DatapathId))
        {
            return $"There is no way from switch {path.Source.DatapathId:x16} to {path.DestinationDatapathId:x16}; check the links between them.";
        }

        return _state.Hosts.TryGetValue(path.Mac, out HostEntry? host) && host.At != path.Source && !_state.Moves.ContainsKey(path.Mac)
            ? $"VM {path.Mac} is reached at {host.At}, its server reports {path.Source}; wait until both agree."
            : null;
    }

    public bool HasHold(ulong datapathId) => _sessions.TryGetValue(datapathId, out SwitchSession? session) && session.HasHold;

    public async Task<string> SetTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        if (path.TransferFrom is not { } from || path.TransferTo is not { } to)
        {
            throw new MigrationFailedException("The servers' transfer addresses are not known.");
        }

        NetworkState state = _state;
        Dictionary<SwitchPort, int> load = CountVmTraffic(state);
        IReadOnlyList<SwitchPort> way = state.Graph.FindPath(from.At.DatapathId, to.At.DatapathId, port => 10 + (10 * load.GetValueOrDefault(port)))
            ?? throw new MigrationFailedException($"There is no way for the memory from {from.At} to {to.At}; check the links between them.");
        SwitchPort[] back = [.. way.Reverse().Select(port => state.Graph.PeerOf(port) ?? port)];
        var route = new TransferRoute(from, to, [.. way, to.At], [.. back, from.At]);
        ChangeQuietly(s => s with { Transfers = s.Transfers.SetItem(path.Number, route) });
        await ConfirmAsync(flow => flow.Key.Priority == FlowPlanner.TransferPriority, int.MaxValue, cancellationToken).ConfigureAwait(false);
        return string.Join(" - ", route.Forward.Select(port => $"{port.DatapathId:x}:{port.Port}"));
    }

    public Task<int> PrepareDestinationAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        RecordDestination(path);
        return Task.FromResult(_state.Graph.WaysTo(path.DestinationDatapathId).Count);
    }

    public void ExpectMove(MigrationPath path)
    {
        Move(path, move => move);
        RecordDestination(path); // again: the port may be known only now
        Wake();
    }

    public void RestoreMove(MigrationPath path, bool isTurned, bool isHeld)
    {
        Move(path, move => move with
        {
            IsTurned = isTurned,
            IsHeld = isHeld,
            IsPinned = isTurned && isHeld && !path.IsSameSwitch,
            IsFloodMoved = isTurned,
        });
        Wake();
    }

    public void EndMove(MigrationPath path)
    {
        Change(state => state with { Moves = state.Moves.Remove(path.Mac) });
        _programmer.Records.EndMove(path.Mac);
    }

    public async Task HoldAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        if (HasHold(path.DestinationDatapathId))
        {
            bool isInUse = _state.Moves.TryGetValue(path.Mac, out MoveState? known) && known.IsHeld;
            await OnSwitchAsync(path.DestinationDatapathId, async session =>
            {
                if (!isInUse)
                {
                    // A hold of that id may be left from a controller that lost its store; it would let frames pass.
                    await session.DeleteHoldAsync(HoldId(path), cancellationToken).ConfigureAwait(false);
                }

                await session.CreateHoldAsync(
                    HoldId(path), _migration.HoldMaxFrames, _migration.HoldMaxBytes, _migration.HoldMaxAgeMilliseconds, cancellationToken)
                    .ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        Move(path, move => move with { IsTurned = true, IsHeld = true, IsPinned = !path.IsSameSwitch });
        await ConfirmAsync(flow => Owns(flow, path.Mac), maxStage: 1, cancellationToken).ConfigureAwait(false);
    }

    public Task FlipAsync(MigrationPath path, CancellationToken cancellationToken) =>
        ConfirmAsync(flow => Owns(flow, path.Mac), int.MaxValue, cancellationToken);

    public async Task<PortFrames> CountFramesAsync(SwitchPort port, CancellationToken cancellationToken)
    {
        PortFrames count = default;
        await OnSwitchAsync(port.DatapathId, async session =>
        {
            PortStats stats = await session.GetPortStatsAsync(port.Port, cancellationToken).ConfigureAwait(false)
                ?? throw new MigrationFailedException($"Switch {port.DatapathId:x16} has no port {port.Port} any more.");
            count = new PortFrames((long)stats.TransmittedPackets, (long)(stats.ReceivedPackets + stats.ReceiveDropped));
        }).ConfigureAwait(false);
        return count;
    }

    public Task MoveFloodAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        Move(path, move => move with { IsFloodMoved = true });
        return ConfirmAsync(flow => FlowPlanner.IsFlood(flow), int.MaxValue, cancellationToken);
    }

    public async Task<HoldReport?> ReleaseAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        HoldReport? report = null;
        if (HasHold(path.DestinationDatapathId))
        {
            await OnSwitchAsync(path.DestinationDatapathId, async session =>
                report = await EmptyHoldAsync(session, HoldId(path), path.Destination.Port, isTowardsVm: true, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        }

        Move(path, move => move with { IsTurned = true, IsHeld = false });
        await ConfirmAsync(flow => Owns(flow, path.Mac) || FlowPlanner.IsFlood(flow), int.MaxValue, cancellationToken).ConfigureAwait(false);
        await DeleteHoldAsync(path, cancellationToken).ConfigureAwait(false);
        return report;
    }

    public Task SwitchAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        // At once: the source has stopped, so there is nothing to keep in order, and every moment costs frames.
        Move(path, move => move with { IsTurned = true });
        return ConfirmAsync(flow => Owns(flow, path.Mac), int.MaxValue, cancellationToken, isStaged: false);
    }

    public async Task FinishAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        HostEntry? old = _state.Hosts.GetValueOrDefault(path.Mac);
        HostEntry host = (old ?? new HostEntry(path.Mac, 0, path.Destination, default, null)) with
        {
            At = path.Destination,
            LastSeen = _time.GetUtcNow(),
        };
        ChangeQuietly(state => state with { Hosts = state.Hosts.SetItem(path.Mac, host), Moves = state.Moves.Remove(path.Mac) });
        await ConfirmAsync(flow => Owns(flow, path.Mac), int.MaxValue, cancellationToken).ConfigureAwait(false);
        _programmer.Records.EndMove(path.Mac);
        _store.SaveHost(host);
        _confirmed[path.Mac] = (host.At, _time.GetUtcNow());
        _events.OnNetworkEvent("host-moved", View(host));
    }

    public async Task FlipBackAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        Move(path, move => move with { IsTurned = false, IsFloodMoved = false }); // a hold goes on until what it holds may leave
        await ConfirmAsync(flow => Owns(flow, path.Mac), int.MaxValue, cancellationToken).ConfigureAwait(false);
        if (HasHold(path.DestinationDatapathId))
        {
            uint towardsSource = path.IsSameSwitch
                ? path.Source.Port
                : _state.Graph.WaysTo(path.Source.DatapathId).TryGetValue(path.DestinationDatapathId, out NextHop hop) ? hop.Port : OfpPort.Any;
            await OnSwitchAsync(path.DestinationDatapathId, session =>
                EmptyHoldAsync(session, HoldId(path), towardsSource, path.IsSameSwitch, cancellationToken)).ConfigureAwait(false);
        }

        Move(path, move => move with { IsHeld = false, IsPinned = false });
        await ConfirmAsync(flow => Owns(flow, path.Mac) || FlowPlanner.IsFlood(flow), int.MaxValue, cancellationToken).ConfigureAwait(false);
        await DeleteHoldAsync(path, cancellationToken).ConfigureAwait(false);
    }

    public Task RemoveTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        ChangeQuietly(state => state with { Transfers = state.Transfers.Remove(path.Number) });
        return ConfirmAsync(flow => flow.Key.Priority == FlowPlanner.TransferPriority, int.MaxValue, cancellationToken);
    }

    public async Task<Announcement?> WaitForAnnouncementAsync(
        MacAddress mac, SwitchPort at, DateTimeOffset since, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            lock (_announcements)
            {
                foreach ((MacAddress seenMac, SwitchPort seenAt, Announcement seen) in _announcements)
                {
                    if (seenMac == mac && seenAt == at && seen.At >= since)
                    {
                        return seen;
                    }
                }
            }

            if (_time.GetElapsedTime(start) >= timeout)
            {
                return null;
            }

            await Task.Delay(s_poll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<DateTimeOffset?> WaitForMoveAsync(MacAddress mac, SwitchPort at, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            if (_confirmed.TryGetValue(mac, out (SwitchPort At, DateTimeOffset Since) place) && place.At == at)
            {
                return place.Since;
            }

            if (_time.GetElapsedTime(start) >= timeout)
            {
                return null;
            }

            await Task.Delay(s_poll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void RecordDestination(MigrationPath path) =>
        _programmer.Records.BeginMove(path.Mac, FlowPlanner.PlanDestination(_state, path, _routes.IdOf));

    private static uint HoldId(MigrationPath path) => new MoveState { Path = path }.HoldId;

    /// <summary>Sets how far the network is to turn; flows follow with the next confirmation.</summary>
    private void Move(MigrationPath path, Func<MoveState, MoveState> change) => ChangeQuietly(state => state with
    {
        Moves = state.Moves.SetItem(
            path.Mac, change((state.Moves.GetValueOrDefault(path.Mac) ?? new MoveState { Path = path }) with { Path = path })),
    });

    /// <summary>Lets a hold run empty towards a port; faster if frames come in faster than they leave.</summary>
    /// <param name="isTowardsVm">The port is the VM's own: what it answers says how much it can take.</param>
    private async Task<HoldReport?> EmptyHoldAsync(
        SwitchSession session, uint holdId, uint outPort, bool isTowardsVm, CancellationToken cancellationToken)
    {
        if (await session.GetHoldAsync(holdId, cancellationToken).ConfigureAwait(false) is not { } status)
        {
            return null;
        }

        uint rate = _migration.ReleaseFramesPerSecond;
        uint window = isTowardsVm ? _migration.ReleaseWindowFrames : 0;
        await session.ReleaseHoldAsync(holdId, outPort, rate, window, cancellationToken).ConfigureAwait(false);
        long checkedAt = _time.GetTimestamp();
        uint heldThen = status.HeldFrames;
        while (true)
        {
            if (await session.GetHoldAsync(holdId, cancellationToken).ConfigureAwait(false) is not { } now)
            {
                return new HoldReport((long)status.Released, (long)status.Dropped, status.LongestWait);
            }

            status = now;
            if (status.State == HoldState.Passing && status.HeldFrames == 0)
            {
                return new HoldReport((long)status.Released, (long)status.Dropped, status.LongestWait);
            }

            if (_time.GetElapsedTime(checkedAt) > TimeSpan.FromMilliseconds(250))
            {
                if (rate != 0 && status.HeldFrames >= heldThen)
                {
                    rate *= 2;
                    await session.ReleaseHoldAsync(holdId, outPort, rate, window, cancellationToken).ConfigureAwait(false);
                }

                heldThen = status.HeldFrames;
                checkedAt = _time.GetTimestamp();
            }

            await Task.Delay(s_poll, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteHoldAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        if (HasHold(path.DestinationDatapathId))
        {
            await OnSwitchAsync(path.DestinationDatapathId, session => session.DeleteHoldAsync(HoldId(path), cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>How many pairs of a VM and another host send over each port.</summary>
    private static Dictionary<SwitchPort, int> CountVmTraffic(NetworkState state)
    {
        var load = new Dictionary<SwitchPort, int>();
        foreach (HostEntry vm in state.Hosts.Values.Where(host => host.Vm is not null))
        {
            var ways = state.Graph.WaysTo(vm.At.DatapathId);
            foreach (HostEntry other in state.Hosts.Values.Where(host => host.Mac != vm.Mac))
            {
                SwitchPort at = other.At;
                while (ways.TryGetValue(at.DatapathId, out NextHop hop) && hop.Distance > 0)
                {
                    var port = new SwitchPort(at.DatapathId, hop.Port);
                    load[port] = load.GetValueOrDefault(port) + 1;
                    if (state.Graph.PeerOf(port) is not { } peer)
                    {
                        break;
                    }

                    load[peer] = load.GetValueOrDefault(peer) + 1;
                    at = peer;
                }
            }
        }

        return load;
    }

    private async Task ConfirmAsync(Func<FlowSpec, bool> filter, int maxStage, CancellationToken cancellationToken, bool isStaged = true)
    {
        try
        {
            await ApplyAsync(filter, maxStage, isStrict: true, cancellationToken, isStaged).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SwitchErrorException or SwitchLostException)
        {
            throw new MigrationFailedException(e.Message, e);
        }
        finally
        {
            Wake(); // for what the filter left out, or a switch did not take
        }
    }

    private async Task OnSwitchAsync(ulong datapathId, Func<SwitchSession, Task> order)
    {
        if (!_sessions.TryGetValue(datapathId, out SwitchSession? session))
        {
            throw new MigrationFailedException($"Switch {datapathId:x16} is not connected; look at its log and at the management network.");
        }

        try
        {
            await order(session).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SwitchErrorException or SwitchLostException)
        {
            throw new MigrationFailedException(e.Message, e);
        }
    }
}
