using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tables;

/// <summary>One flow entry: what it matches, what it does, how long it lives, what it counted.</summary>
/// <remarks>
/// Match, priority, time-outs and flags never change, the cookie only by a modify of OpenFlow 1.0; <see cref="Program"/> is replaced as a whole by a modify, so
/// that a frame is handled by the old instructions or by the new ones. An entry belongs to at most one table, once.
/// <b>Threads:</b> the control thread writes; packet threads read, and <see cref="Touch"/> it.
/// <b>Time:</b> ticks of <see cref="TimeProvider.GetTimestamp"/>. <b>Spec:</b> OpenFlow 1.3.5 §5.2, §7.3.4.1.
/// </remarks>
public sealed class FlowEntry
{
    private readonly FlowKey _value;
    private readonly FlowMask _mask;
    private object? _program;
    private long _lastUsed;
    private ulong _cookie;

    /// <param name="match">What frames it takes.</param>
    /// <param name="priority">Higher wins.</param>
    /// <param name="mask">The match's mask, if the table has it (<see cref="IFlowTable.FindMask"/>); null: an object of its own.</param>
    public FlowEntry(in FlowMatch match, ushort priority, FlowMask? mask = null)
    {
        _value = FlowMatch.ValueOf(in match);
        _mask = mask ?? new FlowMask(in FlowMatch.MaskOf(in match));
        Priority = priority;
    }

    /// <summary>What frames it takes: a copy of 320 bytes.</summary>
    public FlowMatch Match => new(in _value, in _mask.Key);

    public ushort Priority { get; }

    public ulong Cookie
    {
        get => Volatile.Read(ref _cookie);
        set => Volatile.Write(ref _cookie, value);
    }

    /// <summary>Seconds without a packet until it is removed; 0 = never.</summary>
    public ushort IdleTimeoutSeconds { get; init; }

    /// <summary>Seconds from creation until it is removed; 0 = never.</summary>
    public ushort HardTimeoutSeconds { get; init; }

    /// <summary>NO_PKT_COUNTS and NO_BYT_COUNTS: that count is not kept.</summary>
    public FlowModFlags Flags { get; init; }

    /// <summary>Lower goes first when a full table makes room; with 0 an entry without time-outs never goes.</summary>
    public ushort Importance { get; init; }

    /// <summary>The ofp_match as the controller sent it, padded to 8 bytes, for exact echo.</summary>
    public ReadOnlyMemory<byte> MatchBytes { get; init; }

    /// <summary>When it was added.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Compiled instructions; the table only carries them.</summary>
    public object? Program
    {
        get => Volatile.Read(ref _program);
        set => Volatile.Write(ref _program, value);
    }

    /// <summary>Taken over from the entry that this one replaced, unless RESET_COUNTS was set.</summary>
    public FlowCounters Counters { get; internal set; } = new();

    /// <summary>Packets as statistics give them: all ones if they are not counted (§5.8).</summary>
    public ulong PacketCount => (Flags & FlowModFlags.NoPktCounts) == 0 ? Counters.Packets : ulong.MaxValue;

    /// <summary>Bytes as statistics give them: all ones if they are not counted (§5.8).</summary>
    public ulong ByteCount => (Flags & FlowModFlags.NoBytCounts) == 0 ? Counters.Bytes : ulong.MaxValue;

    /// <summary>When the last packet hit; 0 = none yet.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Whether it is in a table.</summary>
    public bool IsInstalled => Slot >= 0;

    /// <summary>Whether it is a table-miss entry: matches all, at priority 0.</summary>
    public bool IsTableMiss => Priority == 0 && _mask.Key == default(FlowKey);

    /// <summary>The bits that are compared.</summary>
    internal FlowMask Mask => _mask;

    /// <summary>What they must be; 0 outside the mask.</summary>
    internal ref readonly FlowKey Value => ref _value;

    /// <summary>Place in the table's list of entries; -1 = not in a table. Control thread only.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>Same match, next lower priority: read by lookups never, by the control thread always.</summary>
    internal FlowEntry? NextSameMatch { get; set; }

    /// <summary>Hash of the masked value within its mask's group.</summary>
    internal ulong ValueHash { get; set; }

    /// <summary>Whether a frame with this key matches.</summary>
    public bool Matches(in FlowKey key) => FlowMatch.Matches(in _value, in _mask.Key, in key);

    /// <summary>Whether it has exactly this match.</summary>
    public bool HasMatch(in FlowMatch match) =>
        _value.EqualTo(in FlowMatch.ValueOf(in match)) && _mask.Key.EqualTo(in FlowMatch.MaskOf(in match));

    /// <summary>Whether every frame that it takes matches <paramref name="match"/> too: non-strict flow-mods act on those.</summary>
    public bool IsCoveredBy(in FlowMatch match) => match.Covers(in _value, in _mask.Key);

    /// <summary>Whether one frame may match both; symmetric.</summary>
    public bool Overlaps(FlowEntry other) => FlowMatch.Overlap(in _value, in _mask.Key, in other._value, in other._mask.Key);

    /// <summary>Counts one packet, unless the flags say not to, and notes the time, for idle time-outs.</summary>
    /// <param name="frameLength">Bytes without FCS.</param>
    /// <param name="timestamp">Now, in ticks.</param>
    public void Touch(int frameLength, long timestamp)
    {
        const FlowModFlags NoCounts = FlowModFlags.NoPktCounts | FlowModFlags.NoBytCounts;
        if ((Flags & NoCounts) == 0)
        {
            Counters.Count(1, frameLength);
        }
        else if ((Flags & NoCounts) != NoCounts)
        {
            Counters.Count((Flags & FlowModFlags.NoPktCounts) == 0 ? 1 : 0, (Flags & FlowModFlags.NoBytCounts) == 0 ? frameLength : 0);
        }

        Volatile.Write(ref _lastUsed, timestamp);
    }
}
