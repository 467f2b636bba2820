using EdgeFlow.Controller.Core.Topology;

namespace EdgeFlow.Controller.Tests.Topology;

public sealed class TopologyGraphTests
{
    [Fact]
    public void MakeTree_RingOfSix_OneLinkIsOffTheTree()
    {
        TopologyGraph ring = Ring(6);

        Link[] off = [.. ring.Links.Where(link => !ring.IsOnTree(link.From))];

        Assert.Equal(12, ring.Links.Count());
        Assert.Equal(2, off.Length);
        Assert.Equal(off[0].From, off[1].To);
    }

    [Fact]
    public void WaysTo_Ring_EveryHopComesNearer()
    {
        TopologyGraph ring = Ring(6);

        var ways = ring.WaysTo(4);

        Assert.Equal(6, ways.Count);
        foreach ((ulong datapathId, NextHop hop) in ways.Where(way => way.Key != 4))
        {
            SwitchPort peer = Assert.NotNull(ring.PeerOf(new SwitchPort(datapathId, hop.Port)));
            Assert.Equal(hop.Distance - 1, ways[peer.DatapathId].Distance);
        }
    }

    [Fact]
    public void FindPath_ShortWayIsCostly_TakesTheOtherSideOfTheRing()
    {
        TopologyGraph ring = Ring(6);
        var direct = new SwitchPort(1, 1);

        IReadOnlyList<SwitchPort>? path = ring.FindPath(1, 2, port => port == direct ? 1000 : 1);

        Assert.NotNull(path);
        Assert.Equal([1UL, 6, 5, 4, 3], path.Select(port => port.DatapathId));
    }

    [Fact]
    public void Links_SeenInOneDirectionOnly_DoNotCount()
    {
        var graph = new TopologyGraph([1, 2], [new Link(new SwitchPort(1, 1), new SwitchPort(2, 2))]);

        Assert.Empty(graph.Links);
        Assert.False(graph.WaysTo(2).ContainsKey(1));
        Assert.Null(graph.FindPath(1, 2, _ => 1));
    }

    /// <summary>Switch i's port 1 leads to port 2 of switch i + 1.</summary>
    internal static TopologyGraph Ring(uint count) => new(
        Enumerable.Range(1, (int)count).Select(id => (ulong)id),
        Enumerable.Range(1, (int)count).SelectMany(id =>
        {
            var near = new SwitchPort((ulong)id, 1);
            var far = new SwitchPort((ulong)(id % count) + 1, 2);
            return new[] { new Link(near, far), new Link(far, near) };
        }));
}
