using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>The instructions of one flow entry, validated and decoded; immutable, swapped as a whole by a modify.</summary>
/// <remarks>Executed in the order of OpenFlow 1.3.5 §5.9: meter, apply, clear, write, metadata, goto.</remarks>
internal sealed class FlowProgram
{
    public const int NoTable = -1;

    public static readonly FlowProgram Drop = new();

    public Meter? Meter { get; init; }

    public ActionOp[] Apply { get; init; } = [];

    public bool IsClearing { get; init; }

    public ActionOp[] Write { get; init; } = [];

    public ulong Metadata { get; init; }

    public ulong MetadataMask { get; init; }

    /// <summary>Table to go on with, or <see cref="NoTable"/>.</summary>
    public int GotoTable { get; init; } = NoTable;

    /// <summary>Whether the entry is its table's table-miss entry: its packet-ins say NO_MATCH.</summary>
    public bool IsTableMiss { get; init; }

    /// <summary>Of an entry that is added with these instructions.</summary>
    public ushort Importance { get; init; }

    /// <summary>The instructions as they came, for an exact echo in flow statistics.</summary>
    public ReadOnlyMemory<byte> InstructionBytes { get; init; }

    /// <summary>Whether it names nothing that may come and go: no meter, group or hold.</summary>
    public bool IsSelfContained => Meter is null && !NamesObject(Apply) && !NamesObject(Write);

    public bool UsesAnyGroup => HasGroup(Apply) || HasGroup(Write);

    /// <summary>The same instructions for an entry that is, or is not, a table-miss entry.</summary>
    public FlowProgram As(bool isTableMiss) => new()
    {
        Meter = Meter,
        Apply = Apply,
        IsClearing = IsClearing,
        Write = Write,
        Metadata = Metadata,
        MetadataMask = MetadataMask,
        GotoTable = GotoTable,
        IsTableMiss = isTableMiss,
        Importance = Importance,
        InstructionBytes = InstructionBytes,
    };

    /// <summary>Whether an action outputs to this port, for the out_port filter (§6.4).</summary>
    public bool OutputsTo(uint port) => Names(Apply, port) || Names(Write, port);

    /// <summary>Whether an action names this group, for the out_group filter and for the removal of a group.</summary>
    public bool Uses(uint groupId) => NamesGroup(Apply, groupId) || NamesGroup(Write, groupId);

    private static bool Names(ActionOp[] actions, uint port)
    {
        foreach (ref readonly ActionOp action in actions.AsSpan())
        {
            if (action.Code is >= OpCode.Output and <= OpCode.OutputTable && action.Number == port)
            {
                return true;
            }
        }

        return false;
    }

    private static bool NamesObject(ActionOp[] actions) => Array.Exists(actions, static action => action.Code is OpCode.Group or OpCode.Hold);

    private static bool HasGroup(ActionOp[] actions) => Array.Exists(actions, static action => action.Code == OpCode.Group);

    private static bool NamesGroup(ActionOp[] actions, uint groupId)
    {
        foreach (ref readonly ActionOp action in actions.AsSpan())
        {
            if (action.Code == OpCode.Group && action.Number == groupId)
            {
                return true;
            }
        }

        return false;
    }
}
