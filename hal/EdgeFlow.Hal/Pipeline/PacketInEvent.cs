using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>One frame on its way to the controllers: the fields of OFPT_PACKET_IN (OpenFlow 1.3.5 §7.4.1).</summary>
public readonly ref struct PacketInEvent
{
    /// <summary>Where the frame is held, or OFP_NO_BUFFER: then <see cref="Data"/> is the whole frame.</summary>
    public uint BufferId { get; init; }

    /// <summary>Bytes of the whole frame.</summary>
    public int TotalLength { get; init; }

    public PacketInReason Reason { get; init; }

    /// <summary>No entry matched, which only <see cref="Datapath.IsMissReported"/> makes an event: for OpenFlow 1.0's controllers.</summary>
    public bool IsUnmatched { get; init; }

    public byte TableId { get; init; }

    /// <summary>Cookie of the entry that sent the frame up; all ones if there is none (invalid TTL in an action set, packet-out).</summary>
    public ulong Cookie { get; init; }

    public uint InPort { get; init; }

    public uint InPhyPort { get; init; }

    public ulong Metadata { get; init; }

    public ulong TunnelId { get; init; }

    /// <summary>The frame's first bytes, or all of it, as the actions before had edited it.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
