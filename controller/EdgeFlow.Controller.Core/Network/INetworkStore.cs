using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>What the network remembers over a restart, so that nothing needs to be learned anew and no flow is sent twice.</summary>
/// <remarks><b>Threads:</b> any. Writes return when they survive a crash of the process.</remarks>
public interface INetworkStore
{
    /// <summary>The secret that signs link probes; made at the first call ever.</summary>
    byte[] GetProbeKey();

    IReadOnlyList<HostEntry> LoadHosts();

    void SaveHost(HostEntry host);

    void RemoveHost(MacAddress mac);

    IReadOnlyList<Link> LoadLinks();

    /// <summary>Replaces all links.</summary>
    void SaveLinks(IReadOnlyCollection<Link> links);
}
