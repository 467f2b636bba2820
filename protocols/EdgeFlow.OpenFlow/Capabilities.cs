namespace EdgeFlow.OpenFlow;

/// <summary>OFPC_*: what a datapath can do.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.1.</remarks>
[Flags]
public enum Capabilities : uint
{
    None = 0,
    FlowStats = 1 << 0,
    TableStats = 1 << 1,
    PortStats = 1 << 2,
    GroupStats = 1 << 3,
    IpReasm = 1 << 5,
    QueueStats = 1 << 6,
    PortBlocked = 1 << 8,
}
