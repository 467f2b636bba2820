using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>Works out which flow entries each switch should have; a pure function of the network's state.</summary>
/// <remarks>
/// Table 0 alone, so that a switch with one small table will do:
/// <code>
/// 65000 LLDP -> controller            60000 RARP -> controller
/// 50000 in_port=inter-switch, dl_dst=VM -> towards the source's tap, while the VM migrates
/// 40000 in_port=off the tree, multicast -> drop
/// 35000 in_port=edge, ARP, multicast -> controller + flood
/// 30000 multicast -> flood: edge ports and tree ports
/// 20000 memory transfer: TCP between the two servers, along its own route
/// 10000 dl_dst=HOST -> towards it, on every switch
///     0 anything -> controller
/// </code>
/// Stages make every change downstream-first: pins, then a host's entries by distance to it, the source's own entry last.
/// </remarks>
internal static class FlowPlanner
{
    /// <summary>Entries that every switch has at once, also before its ports are known to be links or not.</summary>
    public const ushort LldpPriority = 65000, RarpPriority = 60000, MissPriority = 0, TransferPriority = 20000;

    private const ushort PinPriority = 50000, OffTreePriority = 40000, ArpPriority = 35000, FloodPriority = 30000,
        HostPriority = 10000;

    private const int PinStage = 0, FirstHostStage = 1, SourceStage = 1000;
    private const ulong MulticastBit = 0x0100_0000_0000;
    private static readonly OutputAction s_toController = new(OfpPort.Controller, OfpConstants.ControllerNoBuffer);

    /// <summary>LLDP, RARP and the table-miss entry.</summary>
    public static IEnumerable<FlowSpec> PlanBase()
    {
        yield return Make(LldpPriority, Match.Any.WithEthType(EtherType.Lldp), [s_toController]);
        yield return Make(RarpPriority, Match.Any.WithEthType(EtherType.Rarp), [s_toController]);
        yield return Make(MissPriority, Match.Any, [s_toController]);
    }

    /// <summary>Whether this entry spreads broadcasts.</summary>
    public static bool IsFlood(FlowSpec flow) => flow.Key.Priority is ArpPriority or FloodPriority;

    /// <summary>Everything for one switch.</summary>
    /// <param name="routeIds">Route id of a host at a place.</param>
    public static Dictionary<FlowKey, FlowSpec> Plan(NetworkState state, ulong datapathId, Func<HostEntry, int> routeIds)
    {
        var flows = new Dictionary<FlowKey, FlowSpec>();
        IEnumerable<FlowSpec> all = PlanBase()
            .Concat(PlanFlood(state, datapathId))
            .Concat(PlanTransfers(state, datapathId))
            .Concat(state.Hosts.Values.SelectMany(host => PlanHost(state, datapathId, host, routeIds(host))));
        foreach (FlowSpec flow in all)
        {
            flows[flow.Key] = flow;
        }

        return flows;
    }

    /// <summary>A moving host's entries as they are once it is at its destination; that switch's own one only if the port is known.</summary>
    public static IEnumerable<(ulong DatapathId, FlowSpec Flow)> PlanDestination(
        NetworkState state, MigrationPath path, Func<MacAddress, SwitchPort, int> routeIds)
    {
        // Before S204 the route ends at the destination's switch; its id comes with the port.
        int routeId = path.DestinationPort is null ? 0 : routeIds(path.Mac, path.Destination);
        var at = new SwitchPort(path.DestinationDatapathId, path.DestinationPort ?? OfpPort.Any);
        NetworkState moved = state with { Moves = state.Moves.Remove(path.Mac) };
        var host = new HostEntry(path.Mac, 0, at, default, null);
        return state.Graph.WaysTo(path.DestinationDatapathId).Keys
            .Where(datapathId => datapathId != path.DestinationDatapathId || path.DestinationPort is not null)
            .SelectMany(datapathId => PlanHost(moved, datapathId, host, routeId).Select(flow => (datapathId, flow)));
    }

    private static IEnumerable<FlowSpec> PlanFlood(NetworkState state, ulong datapathId)
    {
        ImmutableSortedSet<uint> ports = state.Ports.GetValueOrDefault(datapathId, []);
        var flood = ImmutableArray.CreateBuilder<OfAction>();
        foreach (uint number in ports)
        {
            var port = new SwitchPort(datapathId, number);
            if (state.Graph.IsInterSwitch(port))
            {
                if (state.Graph.IsOnTree(port))
                {
                    flood.Add(new OutputAction(number));
                }
                else
                {
                    yield return Make(OffTreePriority, Match.Any.WithInPort(number).WithEthDst(MulticastBit, MulticastBit), []);
                }
            }
            else if (FloodAction(state, port) is { } action)
            {
                flood.Add(action);
            }
        }

        ImmutableArray<OfAction> actions = flood.ToImmutable();
        yield return Make(FloodPriority, Match.Any.WithEthDst(MulticastBit, MulticastBit), actions);
        foreach (uint number in ports.Where(number => !state.Graph.IsInterSwitch(new SwitchPort(datapathId, number))))
        {
            yield return Make(
                ArpPriority,
                Match.Any.WithInPort(number).WithEthDst(MulticastBit, MulticastBit).WithEthType(EtherType.Arp),
                [s_toController, .. actions]);
        }
    }

    private static OfAction? FloodAction(NetworkState state, SwitchPort port)
    {
        foreach (MoveState move in state.Moves.Values)
        {
            if (move.Path.DestinationPort is not null && move.Path.Destination == port)
            {
                return !move.IsFloodMoved ? null : DestinationAction(state, move);
            }

            if (move.Path.Source == port && move.IsFloodMoved)
            {
                return null;
            }
        }

        return state.QuietPorts.Contains(port) ? null : new OutputAction(port.Port);
    }

    private static IEnumerable<FlowSpec> PlanTransfers(NetworkState state, ulong datapathId)
    {
        foreach (TransferRoute route in state.Transfers.Values)
        {
            foreach ((IReadOnlyList<SwitchPort> way, TransferEnd from, TransferEnd to) in new[]
                { (route.Forward, route.From, route.To), (route.Backward, route.To, route.From) })
            {
                for (int i = 0; i < way.Count; i++)
                {
                    if (way[i].DatapathId == datapathId)
                    {
                        Match match = Match.Any.WithEthType(EtherType.Ipv4).WithIpProto(IpProtocol.Tcp)
                            .WithIpv4Src(Number(from.Address)).WithIpv4Dst(Number(to.Address));
                        yield return Make(TransferPriority, match, [new OutputAction(way[i].Port)]) with { Stage = way.Count - i };
                    }
                }
            }
        }
    }

    private static IEnumerable<FlowSpec> PlanHost(NetworkState state, ulong datapathId, HostEntry host, int routeId)
    {
        MoveState? move = state.Moves.GetValueOrDefault(host.Mac);
        Match match = Match.Any.WithEthDst(host.Mac.Value);
        SwitchPort target = move is { IsTurned: true } ? move.Path.Destination : host.At;
        FlowSpec spec = Make(HostPriority, match, []) with { Owner = host.Mac, RouteId = routeId };

        if (move is { IsPinned: true })
        {
            foreach ((uint from, uint to) in Pins(state, datapathId, move.Path))
            {
                yield return Make(PinPriority, match.WithInPort(from), [new OutputAction(to)]) with
                {
                    Owner = host.Mac,
                    RouteId = routeId,
                    Stage = PinStage,
                };
            }
        }

        if (move is { IsHeld: true } && datapathId == move.Path.DestinationDatapathId)
        {
            // Also while turning back: the switch goes on holding until what it holds may leave.
            int stage = move.IsTurned ? FirstHostStage : SourceStage;
            yield return spec with { Instructions = Apply(DestinationAction(state, move)), Stage = stage };
        }
        else if (datapathId == target.DatapathId)
        {
            OfAction action = move is { IsTurned: true } ? DestinationAction(state, move) : new OutputAction(target.Port);
            yield return spec with { Instructions = Apply(action), Stage = FirstHostStage };
        }
        else if (state.Graph.WaysTo(target.DatapathId).TryGetValue(datapathId, out NextHop hop))
        {
            bool isSource = move is { IsTurned: true } && datapathId == move.Path.Source.DatapathId;
            yield return spec with
            {
                Instructions = Apply(new OutputAction(hop.Port)),
                Stage = isSource ? SourceStage : FirstHostStage + hop.Distance,
            };
        }
    }

    /// <summary>
    /// Where frames for the VM that a neighbour sent before it turned go on to the source although this switch has turned: by the new way later ones
    /// overtake them, and sent back out of the port that they came in on they would be dropped. The source's own switch pins all that comes from others.
    /// </summary>
    private static IEnumerable<(uint From, uint To)> Pins(NetworkState state, ulong datapathId, MigrationPath path)
    {
        ImmutableDictionary<ulong, NextHop> before = state.Graph.WaysTo(path.Source.DatapathId), after = state.Graph.WaysTo(path.DestinationDatapathId);
        bool isSource = datapathId == path.Source.DatapathId;
        if (datapathId == path.DestinationDatapathId
            || !before.TryGetValue(datapathId, out NextHop old) || !after.TryGetValue(datapathId, out NextHop next) || (!isSource && old.Port == next.Port))
        {
            yield break;
        }

        foreach (uint uplink in state.Graph.InterSwitchPorts(datapathId))
        {
            // Frames of a neighbour that leads here after the turn as well cannot be told apart, and keep their order on this link.
            if (state.Graph.PeerOf(new SwitchPort(datapathId, uplink)) is { } neighbour && !LeadsOver(after, neighbour)
                && (isSource || LeadsOver(before, neighbour) || uplink == next.Port))
            {
                yield return (uplink, isSource ? path.Source.Port : old.Port);
            }
        }
    }

    private static bool LeadsOver(ImmutableDictionary<ulong, NextHop> ways, SwitchPort port) =>
        ways.TryGetValue(port.DatapathId, out NextHop hop) && hop.Distance > 0 && hop.Port == port.Port;

    private static OfAction DestinationAction(NetworkState state, MoveState move) =>
        move.IsHeld && state.HoldSwitches.Contains(move.Path.DestinationDatapathId)
            ? new HoldAction(move.HoldId)
            : new OutputAction(move.Path.Destination.Port);

    private static FlowSpec Make(ushort priority, Match match, ImmutableArray<OfAction> actions) =>
        new(new FlowKey(priority, match), actions.IsEmpty ? [] : Apply([.. actions]), FirstHostStage, default, 0);

    private static ImmutableArray<Instruction> Apply(params ImmutableArray<OfAction> actions) => [new ApplyActions(actions)];

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
