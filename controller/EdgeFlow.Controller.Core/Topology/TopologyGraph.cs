using System.Collections.Immutable;

namespace EdgeFlow.Controller.Core.Topology;

/// <summary>Switches and the links between them; answers questions of way and of flooding. Immutable.</summary>
/// <remarks>
/// A link counts once it was seen in both directions. Ties are broken by datapath id and port, so that the same topology always
/// gives the same ways and the same tree: a controller that restarts changes nothing.
/// </remarks>
public sealed class TopologyGraph
{
    private readonly ImmutableSortedDictionary<SwitchPort, SwitchPort> _peers;
    private readonly ImmutableHashSet<SwitchPort> _treePorts;
    private readonly ImmutableArray<ulong> _switches;

    public TopologyGraph(IEnumerable<ulong> switches, IEnumerable<Link> links)
    {
        var byPort = Comparer<SwitchPort>.Create((a, b) =>
            a.DatapathId != b.DatapathId ? a.DatapathId.CompareTo(b.DatapathId) : a.Port.CompareTo(b.Port));
        HashSet<Link> seen = [.. links];
        _peers = seen.Where(link => seen.Contains(new Link(link.To, link.From)))
            .ToImmutableSortedDictionary(link => link.From, link => link.To, byPort);
        _switches = [.. switches.Union(_peers.Keys.Select(port => port.DatapathId)).Order()];
        _treePorts = MakeTree();
    }

    public IReadOnlyList<ulong> Switches => _switches;

    /// <summary>Links that were seen in both directions, each direction once.</summary>
    public IEnumerable<Link> Links => _peers.Select(pair => new Link(pair.Key, pair.Value));

    /// <summary>Whether a switch is behind this port.</summary>
    public bool IsInterSwitch(SwitchPort port) => _peers.ContainsKey(port);

    /// <summary>Whether broadcasts travel over this inter-switch port.</summary>
    public bool IsOnTree(SwitchPort port) => _treePorts.Contains(port);

    /// <summary>Ports of a switch that lead to other switches.</summary>
    public IEnumerable<uint> InterSwitchPorts(ulong datapathId) =>
        _peers.Keys.Where(port => port.DatapathId == datapathId).Select(port => port.Port);

    /// <summary>For each switch from which the destination can be reached: where it sends, and how far it is. The destination itself has distance 0.</summary>
    public ImmutableDictionary<ulong, NextHop> WaysTo(ulong destination)
    {
        var ways = new Dictionary<ulong, NextHop> { [destination] = new NextHop(0, 0) };
        var queue = new Queue<ulong>([destination]);
        while (queue.TryDequeue(out ulong near))
        {
            foreach ((SwitchPort nearPort, SwitchPort farPort) in _peers)
            {
                if (nearPort.DatapathId == near
                    && ways.TryAdd(farPort.DatapathId, new NextHop(farPort.Port, ways[near].Distance + 1)))
                {
                    queue.Enqueue(farPort.DatapathId);
                }
            }
        }

        return ways.ToImmutableDictionary();
    }

    /// <summary>The way with the least cost, as the ports that send, source first; null if there is none.</summary>
    /// <param name="cost">Of sending out of a port; greater than 0.</param>
    public IReadOnlyList<SwitchPort>? FindPath(ulong source, ulong destination, Func<SwitchPort, int> cost)
    {
        var best = new Dictionary<ulong, (int Cost, SwitchPort Via)> { [source] = (0, default) };
        var open = new PriorityQueue<ulong, (int Cost, ulong Id)>([(source, (0, source))]);
        while (open.TryDequeue(out ulong at, out (int Cost, ulong Id) reached))
        {
            if (reached.Cost > best[at].Cost)
            {
                continue;
            }

            foreach ((SwitchPort near, SwitchPort far) in _peers.Where(pair => pair.Key.DatapathId == at))
            {
                int total = reached.Cost + cost(near);
                if (!best.TryGetValue(far.DatapathId, out (int Cost, SwitchPort Via) known) || total < known.Cost)
                {
                    best[far.DatapathId] = (total, near);
                    open.Enqueue(far.DatapathId, (total, far.DatapathId));
                }
            }
        }

        if (!best.ContainsKey(destination))
        {
            return null;
        }

        var path = new List<SwitchPort>();
        for (ulong at = destination; at != source; at = path[^1].DatapathId)
        {
            path.Add(best[at].Via);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The port at the other end of a link.</summary>
    public SwitchPort? PeerOf(SwitchPort port) => _peers.TryGetValue(port, out SwitchPort peer) ? peer : null;

    /// <summary>A spanning tree (forest, if the network is in parts) grown breadth first from the lowest datapath id.</summary>
    private ImmutableHashSet<SwitchPort> MakeTree()
    {
        var tree = ImmutableHashSet.CreateBuilder<SwitchPort>();
        var reached = new HashSet<ulong>();
        foreach (ulong root in _switches)
        {
            if (!reached.Add(root))
            {
                continue;
            }

            var queue = new Queue<ulong>([root]);
            while (queue.TryDequeue(out ulong at))
            {
                foreach ((SwitchPort near, SwitchPort far) in _peers.Where(pair => pair.Key.DatapathId == at))
                {
                    if (reached.Add(far.DatapathId))
                    {
                        tree.Add(near);
                        tree.Add(far);
                        queue.Enqueue(far.DatapathId);
                    }
                }
            }
        }

        return tree.ToImmutable();
    }
}
