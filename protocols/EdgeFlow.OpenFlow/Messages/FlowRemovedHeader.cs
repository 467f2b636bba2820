namespace EdgeFlow.OpenFlow.Messages;

/// <summary>What a flow-removed says besides the match.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.2.</remarks>
public readonly record struct FlowRemovedHeader
{
    public ulong Cookie { get; init; }
    public ushort Priority { get; init; }
    public FlowRemovedReason Reason { get; init; }
    public byte TableId { get; init; }
    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public ushort IdleTimeoutSeconds { get; init; }
    public ushort HardTimeoutSeconds { get; init; }
    public ulong PacketCount { get; init; }
    public ulong ByteCount { get; init; }
}
