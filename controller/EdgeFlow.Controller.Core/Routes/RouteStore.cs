using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Routes;

/// <summary>Routes by end point and place: a host that moves back gets the route that it had.</summary>
/// <remarks><b>Threads:</b> any.</remarks>
internal sealed class RouteStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(MacAddress Mac, SwitchPort At), int> _ids = [];

    /// <summary>Id of the route to a host where it is; made if new.</summary>
    public int IdOf(HostEntry host) => IdOf(host.Mac, host.At);

    public int IdOf(MacAddress mac, SwitchPort at)
    {
        lock (_lock)
        {
            if (!_ids.TryGetValue((mac, at), out int id))
            {
                id = _ids.Count + 1;
                _ids.Add((mac, at), id);
            }

            return id;
        }
    }

    /// <summary>All routes; valid are those whose host is there.</summary>
    public IReadOnlyList<RouteRecord> List(IEnumerable<HostEntry> hosts)
    {
        HashSet<(MacAddress, SwitchPort)> valid = [.. hosts.Select(host => (host.Mac, host.At))];
        lock (_lock)
        {
            return [.. _ids.Select(pair => new RouteRecord(pair.Value, pair.Key.Mac, pair.Key.At, valid.Contains(pair.Key))).OrderBy(r => r.Id)];
        }
    }
}
