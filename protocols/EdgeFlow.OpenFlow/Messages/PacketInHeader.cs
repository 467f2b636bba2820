namespace EdgeFlow.OpenFlow.Messages;

/// <summary>What a packet-in says about its frame.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.1.</remarks>
public readonly record struct PacketInHeader()
{
    /// <summary>Where the frame is held, or <see cref="OfpNoBuffer.Value"/>.</summary>
    public uint BufferId { get; init; } = OfpNoBuffer.Value;

    /// <summary>Bytes of the whole frame without FCS; larger than the data that is sent if it is cut.</summary>
    public ushort TotalLength { get; init; }

    public PacketInReason Reason { get; init; }
    public byte TableId { get; init; }

    /// <summary>Of the flow entry that sends it; all ones if there is none.</summary>
    public ulong Cookie { get; init; } = ulong.MaxValue;

    public uint InPort { get; init; }

    /// <summary>Sent only if it is neither 0 nor <see cref="InPort"/>.</summary>
    public uint InPhyPort { get; init; }

    /// <summary>Sent only if it is not 0.</summary>
    public ulong Metadata { get; init; }

    /// <summary>Sent only if it is not 0.</summary>
    public ulong TunnelId { get; init; }
}
