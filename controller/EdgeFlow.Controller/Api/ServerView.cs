using EdgeFlow.Controller.Core.Vms;

namespace EdgeFlow.Controller.Api;

/// <summary>A server as the API shows it.</summary>
public sealed record ServerView(
    string Name,
    bool IsConnected,
    DateTimeOffset LastSeen,
    string VmmKind,
    int MemoryTotalMiB,
    int MemoryFreeMiB,
    string TransferAddress,
    string? TransferMac,
    string VirtualSwitchKind,
    string DatapathId,
    IReadOnlyList<uint> UplinkPorts,
    uint? HostPort,
    IReadOnlyList<string> Accelerators,
    string AgentVersion)
{
    public static ServerView Of(ServerEntry server)
    {
        Vmm.Contracts.HostDescription d = server.Description;
        return new ServerView(
            server.Name, server.IsConnected, server.LastSeen, d.VmmKind, d.MemoryTotalMiB, d.MemoryFreeMiB, d.TransferAddress,
            d.TransferMac, d.VirtualSwitchKind, d.VirtualSwitchDatapathId, d.UplinkPorts, d.HostPort, d.Accelerators, d.AgentVersion);
    }
}
