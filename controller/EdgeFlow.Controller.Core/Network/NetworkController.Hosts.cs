using System.Collections.Concurrent;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Hosts: where frames and agents show them, and whether a move is believed.</summary>
public sealed partial class NetworkController
{
    private static readonly TimeSpan s_refusalInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ulong, string> _serverSwitches = new();
    private readonly ConcurrentDictionary<SwitchPort, NicPlace> _nics = new();
    private readonly ConcurrentDictionary<(MacAddress Mac, SwitchPort At), DateTimeOffset> _refusals = new();
    private long _refusedMoves;

    /// <summary>A server's agent is connected: this datapath is its virtual switch.</summary>
    /// <param name="hostPort">Where the server itself is attached to it, if it is.</param>
    public void DeclareServer(string server, ulong datapathId, SwitchPort? hostPort, MacAddress? mac, uint ip)
    {
        _serverSwitches[datapathId] = server;
        if (hostPort is { } at && mac is { } address)
        {
            Place(address, ip, at, null);
        }

        Change(state => state);
    }

    /// <summary>An agent reports a VM's NIC in its virtual switch.</summary>
    /// <param name="isPlace">Whether the VM is known to be reached there: it runs, and no migration has its place in hand.</param>
    public void DeclareNic(string vm, MacAddress mac, uint ip, SwitchPort at, bool isPlace)
    {
        _nics[at] = new NicPlace(vm, mac);
        if (isPlace && !_state.Moves.ContainsKey(mac))
        {
            Place(mac, ip, at, vm);
        }
    }

    /// <summary>An agent reports that a VM's NIC is gone from its virtual switch.</summary>
    /// <param name="isHostGone">Whether the VM is gone with it, rather than moved.</param>
    public void WithdrawNic(SwitchPort at, bool isHostGone)
    {
        if (_nics.TryRemove(at, out NicPlace? nic) && isHostGone
            && _state.Hosts.TryGetValue(nic.Mac, out HostEntry? host) && host.At == at && !_state.Moves.ContainsKey(nic.Mac))
        {
            _store.RemoveHost(nic.Mac);
            Change(state => state with { Hosts = state.Hosts.Remove(nic.Mac) });
        }
    }

    void ISwitchEvents.OnPacketIn(SwitchSession session, in PacketIn packet)
    {
        // What the controller itself sent through a table and nothing matched is not a host's.
        if (packet.InPort > OfpPort.Max || !EthernetReader.TryRead(packet.Frame, out EthernetReader ethernet))
        {
            return;
        }

        var at = new SwitchPort(session.DatapathId, packet.InPort);
        if (ethernet.EtherType == EtherType.Lldp)
        {
            HandleProbe(at, packet.Frame);
            return;
        }

        NetworkState state = _state;
        if (!state.Graph.IsInterSwitch(at) && !ethernet.Source.IsMulticast && IsKnownEdge(at))
        {
            NoteAnswer(ethernet.Source, at);
            (string kind, uint ip) = Classify(ethernet);
            Learn(ethernet.Source, ip, at, kind);
        }

        if (ethernet.Destination == s_askingMac)
        {
            return;
        }

        bool isMiss = packet.Cookie == ulong.MaxValue || ethernet.EtherType is not (EtherType.Rarp or EtherType.Arp) || !ethernet.Destination.IsMulticast;
        if (isMiss && !ethernet.Destination.IsMulticast)
        {
            Deliver(ethernet.Destination, at, packet.Frame);
        }
    }

    private static (string Kind, uint Ip) Classify(EthernetReader ethernet)
    {
        if (ethernet.EtherType == EtherType.Rarp)
        {
            return ("rarp", 0);
        }

        return ethernet.EtherType == EtherType.Arp && ArpReader.TryRead(ethernet.Payload, out ArpReader arp) && arp.SenderMac == ethernet.Source
            ? ("arp", arp.SenderIp)
            : ("frame", 0);
    }

    /// <summary>Whether a host may be learned at this port: it has had time to show that it is no link.</summary>
    private bool IsKnownEdge(SwitchPort at) =>
        at.Port <= OfpPort.Max
        && (_serverSwitches.ContainsKey(at.DatapathId) || (_portSince.TryGetValue(at, out DateTimeOffset since) && _time.GetUtcNow() - since >= _options.SettleTime));

    private void Learn(MacAddress mac, uint ip, SwitchPort at, string kind)
    {
        Announce(mac, at, kind);
        HostEntry? host = _state.Hosts.GetValueOrDefault(mac);
        if (host is not null && host.At == at)
        {
            if (ip != 0 && ip != host.Ip)
            {
                Place(mac, ip, at, host.Vm);
            }

            return;
        }

        bool isVm = _nics.Values.Any(nic => nic.Mac == mac);
        bool isVouchedFor = _nics.TryGetValue(at, out NicPlace? here) && here.Mac == mac;
        if (_state.Moves.TryGetValue(mac, out MoveState? move))
        {
            // The coordinator moves it; whoever else claims to be the VM is refused.
            if (at != move.Path.Source && at != TryDestination(move))
            {
                Refuse(mac, at, kind, "it migrates elsewhere");
            }
        }
        else if (host is null && (!isVm || isVouchedFor))
        {
            Place(mac, ip, at, isVouchedFor ? here?.Vm : null);
        }
        else if (isVouchedFor)
        {
            MoveHost(mac, at);
        }
        else if (isVm)
        {
            Refuse(mac, at, kind, "its server reports the VM elsewhere");
        }
        else if (host is not null && IsGone(host.At))
        {
            MoveHost(mac, at);
        }
        else if (host is not null && _options.ServerPorts.Contains(at))
        {
            _ = AskOldPlaceAsync(host, at, kind);
        }
        else
        {
            Refuse(mac, at, kind, $"it is attached at {host?.At} and that port is up; mark the new one as server_port if moves to it are to be believed");
        }
    }

    private static SwitchPort? TryDestination(MoveState move) => move.Path.DestinationPort is null ? null : move.Path.Destination;

    private bool IsGone(SwitchPort port) =>
        _sessions.TryGetValue(port.DatapathId, out SwitchSession? session)
        && !(session.Ports.TryGetValue(port.Port, out PortDescription description) && IsUp(description));

    private void Refuse(MacAddress mac, SwitchPort at, string kind, string reason)
    {
        Interlocked.Increment(ref _refusedMoves);
        DateTimeOffset now = _time.GetUtcNow();
        if (_refusals.TryGetValue((mac, at), out DateTimeOffset last) && now - last < s_refusalInterval)
        {
            return;
        }

        _refusals[(mac, at)] = now;
        _logger.MoveRefused(mac, at, kind, reason);
        _events.OnNetworkEvent(
            "move-refused", new { mac = mac.ToString(), datapathId = at.DatapathId.ToString("x16"), port = at.Port, kind, reason, count = RefusedMoves });
    }

    /// <summary>Puts a host where an agent, or its first frame, shows it.</summary>
    private void Place(MacAddress mac, uint ip, SwitchPort at, string? vm)
    {
        HostEntry? old = _state.Hosts.GetValueOrDefault(mac);
        var host = new HostEntry(mac, ip != 0 ? ip : old?.Ip ?? 0, at, _time.GetUtcNow(), vm ?? old?.Vm);
        if (old is not null && old with { LastSeen = host.LastSeen } == host)
        {
            return;
        }

        _store.SaveHost(host);
        Change(state => state with { Hosts = state.Hosts.SetItem(mac, host) });
        _confirmed[mac] = (at, host.LastSeen);
        _events.OnNetworkEvent(old is null || old.At == at ? "host-seen" : "host-moved", View(host));
    }

    /// <summary>The third embodiment: the network follows by itself (S503-S516).</summary>
    private void MoveHost(MacAddress mac, SwitchPort at)
    {
        if (!_state.Hosts.TryGetValue(mac, out HostEntry? old))
        {
            return;
        }

        HostEntry host = old with { At = at, LastSeen = _time.GetUtcNow() };
        _confirmed.TryRemove(mac, out _);
        ChangeQuietly(state => state with { Hosts = state.Hosts.SetItem(mac, host) });
        _ = ConfirmMoveAsync(host);
        _store.SaveHost(host);
    }

    private async Task ConfirmMoveAsync(HostEntry host)
    {
        try
        {
            // At once: it is not at its old place any more, so there is nothing to keep in order, and every moment costs frames.
            await ApplyAsync(flow => Owns(flow, host.Mac), int.MaxValue, isStrict: true, _stop.Token, isStaged: false).ConfigureAwait(false);
            _confirmed[host.Mac] = (host.At, _time.GetUtcNow());
            _logger.HostMoved(host.Mac, host.At);
            _events.OnNetworkEvent("host-moved", View(host));
        }
        catch (Exception e) when (e is SwitchErrorException or SwitchLostException or OperationCanceledException)
        {
            // The reconciliation loop goes on trying.
            _logger.ReconcileFailed(e.Message);
        }
        finally
        {
            Wake();
        }
    }

    private void ForgetHostsBehindLinks(Link link)
    {
        foreach (HostEntry host in _state.Hosts.Values.Where(host => host.At == link.From || host.At == link.To))
        {
            _store.RemoveHost(host.Mac);
            Change(state => state with { Hosts = state.Hosts.Remove(host.Mac) });
        }
    }

    /// <summary>A frame that no entry matched: to its host through its switch's table, or to all edges if no one knows the host.</summary>
    private void Deliver(MacAddress destination, SwitchPort from, ReadOnlySpan<byte> frame)
    {
        byte[] copy = frame.ToArray();
        if (_state.Hosts.TryGetValue(destination, out HostEntry? host))
        {
            if (from.Port == OfpPort.Controller)
            {
                DeliverDirectly(host, copy);
            }
            else if (host.At != from && _sessions.TryGetValue(host.At.DatapathId, out SwitchSession? session))
            {
                // While it migrates the table knows better; else the table may not have the new host yet.
                uint port = _state.Moves.ContainsKey(destination) ? OfpPort.Table : host.At.Port;
                session.SendFrame(port, copy);
            }

            return;
        }

        SendToEdges(from, copy);
        AskForUnknown(destination, from, copy);
    }

    /// <summary>Sends a frame out of every port where a host may be, but not back where it came from.</summary>
    private void SendToEdges(SwitchPort from, byte[] frame)
    {
        NetworkState state = _state;
        foreach (SwitchSession session in _sessions.Values)
        {
            OfAction[] edges =
            [
                .. state.Ports.GetValueOrDefault(session.DatapathId, [])
                    .Select(port => new SwitchPort(session.DatapathId, port))
                    .Where(port => port != from && !state.Graph.IsInterSwitch(port) && !state.QuietPorts.Contains(port))
                    .Select(port => new OutputAction(port.Port)),
            ];
            if (edges.Length > 0)
            {
                session.Send((output, xid) => PacketOutWriter.Write(output, xid, OfpNoBuffer.Value, OfpPort.Controller, [.. edges], frame));
            }
        }
    }

    /// <summary>A frame that we sent through a table without the host's entry came back; once more would be a loop.</summary>
    private void DeliverDirectly(HostEntry host, byte[] frame)
    {
        if (!_state.Moves.ContainsKey(host.Mac) && _sessions.TryGetValue(host.At.DatapathId, out SwitchSession? session))
        {
            session.SendFrame(host.At.Port, frame);
        }
    }

    private void Announce(MacAddress mac, SwitchPort at, string kind)
    {
        lock (_announcements)
        {
            _announcements.AddLast((mac, at, new Announcement(kind, _time.GetUtcNow())));
            if (_announcements.Count > MaxAnnouncements)
            {
                _announcements.RemoveFirst();
            }
        }
    }
}
