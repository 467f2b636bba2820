using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One flow entry as a flow statistics reply tells it. Immutable, compares by value.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.2, offsets from the start of the entry:
/// <code>
///  0 length     2 table_id   3 pad     4 duration_sec   8 duration_nsec  12 priority  14 idle (s)
/// 16 hard (s)  18 flags     20 pad    24 cookie        32 packet_count  40 byte_count
/// 48 match, padded to 8; then instructions
/// </code>
/// </remarks>
public sealed record FlowStats
{
    private readonly EquatableArray<Instruction> _instructions;

    public byte TableId { get; init; }

    /// <summary>Time that the entry has been in the table; the wire has nanoseconds.</summary>
    public TimeSpan Duration { get; init; }

    public ushort Priority { get; init; } = OfpConstants.DefaultPriority;

    /// <summary>0 = never.</summary>
    public ushort IdleTimeoutSeconds { get; init; }

    /// <summary>0 = never.</summary>
    public ushort HardTimeoutSeconds { get; init; }

    public FlowModFlags Flags { get; init; }

    public ulong Cookie { get; init; }

    /// <summary>All ones if the switch does not count it.</summary>
    public ulong PacketCount { get; init; }

    /// <summary>All ones if the switch does not count it.</summary>
    public ulong ByteCount { get; init; }

    public Match Match { get; init; } = Match.Any;

    public ImmutableArray<Instruction> Instructions
    {
        get => _instructions.Array;
        init => _instructions = new EquatableArray<Instruction>(value);
    }

    /// <summary>Copies one entry of a reply.</summary>
    /// <exception cref="OpenFlowException">Match, instructions or actions break the format.</exception>
    public static FlowStats Read(in Multipart.FlowStatsTlv entry) => new()
    {
        TableId = entry.TableId,
        Duration = TimeSpan.FromSeconds(entry.DurationSeconds) + TimeSpan.FromTicks(entry.DurationNanoseconds / 100),
        Priority = entry.Priority,
        IdleTimeoutSeconds = entry.IdleTimeoutSeconds,
        HardTimeoutSeconds = entry.HardTimeoutSeconds,
        Flags = entry.Flags,
        Cookie = entry.Cookie,
        PacketCount = entry.PacketCount,
        ByteCount = entry.ByteCount,
        Match = Match.Read(entry.Match),
        Instructions = Instruction.ReadAll(entry.Instructions),
    };

    /// <summary>One line of ovs-ofctl dump-flows.</summary>
    public override string ToString() => Text.FlowText.Format(this);
}
