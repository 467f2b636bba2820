using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Channel;

/// <summary>Which events a controller wants, by its role: bit masks of reasons (OpenFlow 1.3.5 §7.3.10).</summary>
internal struct AsyncConfig
{
    public uint PacketInMaster, PacketInSlave;
    public uint PortStatusMaster, PortStatusSlave;
    public uint FlowRemovedMaster, FlowRemovedSlave;

    /// <summary>§6.3.5: masters and equals are told everything, slaves of ports only.</summary>
    public static AsyncConfig Default => new()
    {
        PacketInMaster = 0b111,
        PortStatusMaster = 0b111,
        PortStatusSlave = 0b111,
        FlowRemovedMaster = 0b1111,
    };

    public readonly bool WantsPacketIn(ControllerRole role, PacketInReason reason) =>
        IsSet(role == ControllerRole.Slave ? PacketInSlave : PacketInMaster, (int)reason);

    public readonly bool WantsPortStatus(ControllerRole role, PortReason reason) =>
        IsSet(role == ControllerRole.Slave ? PortStatusSlave : PortStatusMaster, (int)reason);

    public readonly bool WantsFlowRemoved(ControllerRole role, FlowRemovedReason reason) =>
        IsSet(role == ControllerRole.Slave ? FlowRemovedSlave : FlowRemovedMaster, (int)reason);

    private static bool IsSet(uint mask, int bit) => (uint)bit < 32 && (mask & (1u << bit)) != 0;
}
