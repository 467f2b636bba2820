namespace EdgeFlow.Switch.Control;

/// <summary>The switch's answer to a <see cref="ControlRequest"/>; members that do not belong to the command are null.</summary>
internal sealed class ControlReply
{
    public bool Ok { get; set; }

    /// <summary>Why the request was refused, and what to do.</summary>
    public string? Error { get; set; }

    public string? DatapathId { get; set; }

    public string? DataPlane { get; set; }

    public string? FailMode { get; set; }

    /// <summary>How frames go at the moment: "flow-tables", or "learning" in standalone mode.</summary>
    public string? Forwarding { get; set; }

    /// <summary>Addresses known in standalone mode.</summary>
    public int? LearnedAddresses { get; set; }

    public double? UptimeSeconds { get; set; }

    public IList<ControllerStatus>? Controllers { get; set; }

    public IList<PortStatus>? Ports { get; set; }

    public IList<TableStatus>? Tables { get; set; }

    /// <summary>Packet-ins that no controller could be given because the queue was full.</summary>
    public ulong? PacketInsDropped { get; set; }

    /// <summary>Bytes of managed objects that are in use.</summary>
    public long? HeapBytes { get; set; }

    /// <summary>One flow entry a line, as ovs-ofctl prints it.</summary>
    public IList<string>? Flows { get; set; }
}
