using System.Collections.Immutable;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>All that decides which flow entries the switches should have. Immutable: a plan is made from one moment's state.</summary>
internal sealed record NetworkState
{
    public TopologyGraph Graph { get; init; } = new([], []);

    /// <summary>Per switch its ports that are up, links included.</summary>
    public ImmutableDictionary<ulong, ImmutableSortedSet<uint>> Ports { get; init; } =
        ImmutableDictionary<ulong, ImmutableSortedSet<uint>>.Empty;

    /// <summary>Ports that get no broadcasts: not yet known to be no link, or a VM's that does not run there.</summary>
    public ImmutableHashSet<SwitchPort> QuietPorts { get; init; } = [];

    public ImmutableSortedDictionary<MacAddress, HostEntry> Hosts { get; init; } =
        ImmutableSortedDictionary<MacAddress, HostEntry>.Empty;

    public ImmutableSortedDictionary<MacAddress, MoveState> Moves { get; init; } =
        ImmutableSortedDictionary<MacAddress, MoveState>.Empty;

    /// <summary>By migration number.</summary>
    public ImmutableSortedDictionary<int, TransferRoute> Transfers { get; init; } =
        ImmutableSortedDictionary<int, TransferRoute>.Empty;

    public ImmutableHashSet<ulong> HoldSwitches { get; init; } = [];
}
