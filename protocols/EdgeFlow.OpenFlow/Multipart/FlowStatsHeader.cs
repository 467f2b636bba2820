namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>What a flow statistics entry says besides match and instructions.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.2.</remarks>
public readonly record struct FlowStatsHeader
{
    public byte TableId { get; init; }
    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public ushort Priority { get; init; }
    public ushort IdleTimeoutSeconds { get; init; }
    public ushort HardTimeoutSeconds { get; init; }
    public FlowModFlags Flags { get; init; }
    public ulong Cookie { get; init; }

    /// <summary>All ones if it is not counted.</summary>
    public ulong PacketCount { get; init; }

    /// <summary>All ones if it is not counted.</summary>
    public ulong ByteCount { get; init; }
}
