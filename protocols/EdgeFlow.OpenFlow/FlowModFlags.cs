namespace EdgeFlow.OpenFlow;

/// <summary>OFPFF_*: flags of a flow entry.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.1.</remarks>
[Flags]
public enum FlowModFlags : ushort
{
    None = 0,
    SendFlowRem = 1 << 0,
    CheckOverlap = 1 << 1,
    ResetCounts = 1 << 2,
    NoPktCounts = 1 << 3,
    NoBytCounts = 1 << 4,
}
