using EdgeFlow.Controller.Core.Topology;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Times and policy of the network.</summary>
public sealed class NetworkOptions
{
    /// <summary>Between two link probes out of one port.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this long without a probe a link is gone. A port that goes down ends its link at once.</summary>
    public TimeSpan LinkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A port that showed no link for so long is an edge port; until then it gets no broadcasts, or they could circle.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Ports at which hosts may appear that were elsewhere before, without an agent's word.</summary>
    public HashSet<SwitchPort> ServerPorts { get; } = [];

    /// <summary>Names for people.</summary>
    public Dictionary<ulong, string> Names { get; } = [];
}
