namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPC_*: what a datapath can do.</summary>
/// <remarks>OpenFlow 1.0.1 §5.3.1.</remarks>
[Flags]
public enum Capabilities10 : uint
{
    None = 0,
    FlowStats = 1 << 0,
    TableStats = 1 << 1,
    PortStats = 1 << 2,
    Stp = 1 << 3,
    IpReasm = 1 << 5,
    QueueStats = 1 << 6,
    ArpMatchIp = 1 << 7,
}
