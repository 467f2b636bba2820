namespace EdgeFlow.Switch.Control;

/// <summary>One port with its counters since it was added.</summary>
internal sealed class PortStatus
{
    public required uint Number { get; set; }

    public required string Interface { get; set; }

    /// <summary>"up" or "down".</summary>
    public required string State { get; set; }

    public required string HardwareAddress { get; set; }

    public ulong RxPackets { get; set; }

    public ulong TxPackets { get; set; }

    public ulong RxBytes { get; set; }

    public ulong TxBytes { get; set; }

    public ulong RxDropped { get; set; }

    public ulong TxDropped { get; set; }
}
