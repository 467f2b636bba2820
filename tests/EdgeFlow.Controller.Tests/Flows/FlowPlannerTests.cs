using System.Collections.Immutable;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.Tests.Topology;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.Flows;

public sealed class FlowPlannerTests
{
    private const ushort PinPriority = 50000, HostPriority = 10000;
    private static readonly MacAddress s_vm = new(0x0200_0000_0011);
    private static readonly SwitchPort s_source = new(3, 10), s_destination = new(1, 11);

    [Fact]
    public void Plan_WhileTurning_NoFrameIsLostOrCircles()
    {
        // Every mix of switches that have turned and switches that have not, in the order of the stages: a frame from any switch arrives.
        NetworkState before = State(null);
        NetworkState after = State(new MoveState { Path = Path(), IsTurned = true, IsHeld = true, IsPinned = true });
        var pinned = Plans(after).ToDictionary(plan => plan.Key, plan => plan.Value.Where(flow => flow.Key.Priority == PinPriority).ToArray());
        var old = Plans(before);
        var turned = Plans(after);
        int[] stages = [.. turned.Values.SelectMany(plan => plan).Where(IsHosts).Select(flow => flow.Stage).Distinct().Order()];

        foreach (int done in stages.Prepend(-1))
        {
            foreach (ulong start in before.Graph.Switches)
            {
                SwitchPort end = Follow(start, before.Graph, datapathId =>
                [
                    .. pinned[datapathId],
                    .. turned[datapathId].Where(flow => IsHosts(flow) && flow.Stage <= done),
                    .. old[datapathId].Where(IsHosts),
                ]);

                Assert.Contains(end, new[] { s_source, s_destination });
            }
        }
    }

    [Fact]
    public void Plan_FrameOnItsWayWhenASwitchTurns_GoesOnToTheSource()
    {
        // Switch 1 sent it to 2 before it turned; 2 has turned and now leads back to 1.
        NetworkState after = State(new MoveState { Path = Path(), IsTurned = true, IsHeld = true, IsPinned = true });
        FlowSpec entry = Assert.Single(Plans(after)[2], IsHosts);
        FlowSpec pin = Assert.Single(Plans(after)[2], flow => flow.Key.Priority == PinPriority);

        Assert.Equal(2u, OutPort(entry));
        Assert.Equal(Match.Any.WithEthDst(s_vm.Value).WithInPort(2), pin.Key.Match);
        Assert.Equal(1u, OutPort(pin));
        Assert.True(pin.Stage < entry.Stage);
    }

    [Fact]
    public void Plan_FrameFromANeighbourThatTurned_GoesOnToTheSource()
    {
        // As in the lab: virtual switch 11 at switch 1, 12 at switch 3, the client at 2. Until the turn 2 led to 1, whose new way is 4 and 3.
        SwitchPort source = new(11, 10), destination = new(12, 11);
        Link[] uplinks = [new(new(1, 3), new(11, 1)), new(new(11, 1), new(1, 3)), new(new(3, 3), new(12, 1)), new(new(12, 1), new(3, 3))];
        var path = Path() with { Source = source, DestinationDatapathId = destination.DatapathId };
        TopologyGraph ring = TopologyGraphTests.Ring(4);
        NetworkState after = State(new MoveState { Path = path, IsTurned = true, IsHeld = true, IsPinned = true }) with
        {
            Graph = new TopologyGraph([.. ring.Switches, 11, 12], ring.Links.Concat(uplinks)),
            Hosts = ImmutableSortedDictionary<MacAddress, HostEntry>.Empty.Add(s_vm, new HostEntry(s_vm, 1, source, default, "vm")),
        };
        FlowSpec[] plan = Plans(after)[1];

        Assert.Equal(2u, OutPort(Assert.Single(plan, IsHosts)));
        Dictionary<Match, uint> pins = plan.Where(flow => flow.Key.Priority == PinPriority).ToDictionary(flow => flow.Key.Match, OutPort);
        Assert.Equal(2, pins.Count);
        Assert.Equal(3u, pins[Match.Any.WithEthDst(s_vm.Value).WithInPort(1)]);
        Assert.Equal(3u, pins[Match.Any.WithEthDst(s_vm.Value).WithInPort(2)]);
    }

    [Fact]
    public void Plan_Turned_SourceSwitchIsLastAndDestinationFirst()
    {
        var plans = Plans(State(new MoveState { Path = Path(), IsTurned = true, IsHeld = true, IsPinned = true }));
        Dictionary<ulong, int> stage = plans.ToDictionary(plan => plan.Key, plan => plan.Value.Single(IsHosts).Stage);

        Assert.Equal(1UL, stage.MinBy(pair => pair.Value).Key);
        Assert.Equal(3UL, stage.MaxBy(pair => pair.Value).Key);
    }

    [Fact]
    public void Plan_OthersPassTheSourceSwitch_TheyAreNotPinnedThere()
    {
        // A line 1 - 2 - 3 of the ring's links; the VM moves from 2 to 1, and 3 reaches 1 only through 2.
        SwitchPort one = new(1, 1), two = new(2, 2), twoFar = new(2, 1), three = new(3, 2);
        var path = Path() with { Source = new SwitchPort(2, 10) };
        NetworkState state = State(new MoveState { Path = path, IsTurned = true, IsHeld = true, IsPinned = true }) with
        {
            Graph = new TopologyGraph([1, 2, 3], [new(one, two), new(two, one), new(twoFar, three), new(three, twoFar)]),
        };

        FlowSpec pin = Assert.Single(Plans(state)[2], flow => flow.Key.Priority == PinPriority);

        Assert.Equal(Match.Any.WithEthDst(s_vm.Value).WithInPort(2), pin.Key.Match);
    }

    [Fact]
    public void Plan_NotMigrating_HasNoPins() =>
        Assert.DoesNotContain(Plans(State(null)).Values.SelectMany(plan => plan), flow => flow.Key.Priority == PinPriority);

    private static bool IsHosts(FlowSpec flow) => flow.Key.Priority == HostPriority;

    private static uint OutPort(FlowSpec flow) => flow.Instructions.OfType<ApplyActions>().Single().Actions.OfType<OutputAction>().Single().Port;

    private static Dictionary<ulong, FlowSpec[]> Plans(NetworkState state) => state.Graph.Switches.ToDictionary(
        datapathId => datapathId, datapathId => FlowPlanner.Plan(state, datapathId, _ => 1).Values.ToArray());

    private static SwitchPort Follow(ulong start, TopologyGraph graph, Func<ulong, IReadOnlyList<FlowSpec>> table)
    {
        (ulong at, uint inPort) = (start, 99);
        for (int hop = 0; hop < 10; hop++)
        {
            Match from = Match.Any.WithEthDst(s_vm.Value).WithInPort(inPort);
            FlowSpec entry = table(at).FirstOrDefault(flow => flow.Key.Priority == PinPriority && flow.Key.Match.Equals(from))
                ?? table(at).First(IsHosts);
            var port = new SwitchPort(at, OutPort(entry));
            Assert.NotEqual(inPort, port.Port);
            if (graph.PeerOf(port) is not { } peer)
            {
                return port;
            }

            (at, inPort) = (peer.DatapathId, peer.Port);
        }

        throw new InvalidOperationException($"A frame from {start} circles.");
    }

    private static MigrationPath Path() => new()
    {
        Number = 1,
        Mac = s_vm,
        Source = s_source,
        DestinationDatapathId = s_destination.DatapathId,
        DestinationPort = s_destination.Port,
    };

    /// <summary>A ring of four: port 1 leads to port 2 of the next switch. The VM moves from switch 3 to switch 1.</summary>
    private static NetworkState State(MoveState? move)
    {
        var state = new NetworkState
        {
            Graph = TopologyGraphTests.Ring(4),
            Hosts = ImmutableSortedDictionary<MacAddress, HostEntry>.Empty.Add(s_vm, new HostEntry(s_vm, 1, s_source, default, "vm")),
        };
        return move is null ? state : state with { Moves = state.Moves.Add(s_vm, move) };
    }
}
