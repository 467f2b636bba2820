using EdgeFlow.OpenFlow;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>One packet-in, valid only during the call.</summary>
public readonly ref struct PacketIn
{
    public required uint InPort { get; init; }

    public required uint BufferId { get; init; }

    public required PacketInReason Reason { get; init; }

    public required ulong Cookie { get; init; }

    /// <summary>The frame or its start.</summary>
    public required ReadOnlySpan<byte> Frame { get; init; }
}
