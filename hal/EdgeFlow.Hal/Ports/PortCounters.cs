namespace EdgeFlow.Hal.Ports;

/// <summary>Counters of one port since it was added (OpenFlow 1.3.5 §7.3.5.6); a counter that a device lacks is all ones.</summary>
public struct PortCounters
{
    public ulong RxPackets { get; set; }
    public ulong TxPackets { get; set; }
    public ulong RxBytes { get; set; }
    public ulong TxBytes { get; set; }
    public ulong RxDropped { get; set; }
    public ulong TxDropped { get; set; }
    public ulong RxErrors { get; set; }
    public ulong TxErrors { get; set; }
    public ulong RxFrameErrors { get; set; }
    public ulong RxOverruns { get; set; }
    public ulong RxCrcErrors { get; set; }
    public ulong Collisions { get; set; }
}
