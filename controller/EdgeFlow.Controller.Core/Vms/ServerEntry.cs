using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>One physical server as last described by its agent.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="IsConnected">Whether its agent is connected now.</param>
/// <param name="Description">What the agent said last.</param>
/// <param name="LastSeen">When that was, UTC.</param>
public sealed record ServerEntry(string Name, bool IsConnected, HostDescription Description, DateTimeOffset LastSeen)
{
    /// <summary>Datapath id of its virtual switch.</summary>
    public ulong DatapathId => Convert.ToUInt64(Description.VirtualSwitchDatapathId, 16);
}
