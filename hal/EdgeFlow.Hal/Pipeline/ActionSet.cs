namespace EdgeFlow.Hal.Pipeline;

/// <summary>The action set of the frame in hand (OpenFlow 1.3.5 §5.10): at most one action of each type, set-field one per field.</summary>
/// <remarks>A slot per type, numbered in the order of execution, and a bit map of those in use; nothing is allocated or sorted per frame.
/// <b>Threads:</b> the holder of the datapath's gate.</remarks>
internal sealed class ActionSet
{
    private const int FirstField = (int)OpCode.SetField;
    private const int FieldCount = 40;
    private const int SlotCount = FirstField + FieldCount + 3; // then: queue, group, output or hold

    private readonly ActionOp[] _slots = new ActionOp[SlotCount];
    private ulong _used;

    public void Clear() => _used = 0;

    /// <summary>Adds each action, replacing what is there of the same type.</summary>
    public void Write(ReadOnlySpan<ActionOp> actions)
    {
        foreach (ref readonly ActionOp action in actions)
        {
            int slot = SlotOf(in action);
            _slots[slot] = action;
            _used |= 1UL << slot;
        }
    }

    /// <summary>Empties the set.</summary>
    /// <returns>The slots that were in use, a bit each; ascending is the order of execution. An output beside a group is left out.</returns>
    public ulong Take()
    {
        const ulong Group = 1UL << (SlotCount - 2);
        const ulong Output = 1UL << (SlotCount - 1);
        ulong used = (_used & Group) != 0 ? _used & ~Output : _used;
        _used = 0;
        return used;
    }

    /// <summary>The action in a slot; valid after <see cref="Take"/> until the next <see cref="Write"/>.</summary>
    public ref readonly ActionOp At(int slot) => ref _slots[slot];

    /// <summary>Where an action stands in the order of execution.</summary>
    public static int SlotOf(in ActionOp action) => action.Code switch
    {
        < OpCode.SetField => (int)action.Code,
        OpCode.SetField => FirstField + (int)action.Field,
        OpCode.SetQueue => SlotCount - 3,
        OpCode.Group => SlotCount - 2,
        _ => SlotCount - 1,
    };
}
