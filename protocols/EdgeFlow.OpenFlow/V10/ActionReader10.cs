using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>Walks a list of actions in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.2.4: each action is type u16, length u16 (of the whole action, a multiple of 8), body.
/// Form is checked here, meaning (ports, queues, values) by whoever carries them out.
/// </remarks>
public ref struct ActionReader10
{
    private readonly ReadOnlySpan<byte> _actions;
    private int _next;

    /// <param name="actions">Exactly the list; nothing follows it.</param>
    public ActionReader10(ReadOnlySpan<byte> actions)
    {
        _actions = actions;
    }

    /// <summary>The list as it stands.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _actions;

    public ActionTlv10 Current { readonly get; private set; }

    /// <summary>A reader of the same list that starts at the first action.</summary>
    public readonly ActionReader10 GetEnumerator() => new(_actions);

    /// <exception cref="OpenFlowException">BAD_ACTION with BAD_LEN: cut off or not of the type's length; BAD_TYPE: unknown type.</exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _actions[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        if (left.Length < 8)
        {
            OpenFlowException.ThrowBadLength(BadAction.BadLen, "action", 8, left.Length);
        }

        var type = (ActionType10)BinaryPrimitives.ReadUInt16BigEndian(left);
        int length = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
        int wanted = type switch
        {
            ActionType10.SetDlSrc or ActionType10.SetDlDst or ActionType10.Enqueue => 16,
            <= ActionType10.Enqueue => 8,
            ActionType10.Vendor => Math.Max(8, length),
            _ => 0,
        };
        if (wanted == 0)
        {
            OpenFlowException.Throw(BadAction.BadType, $"action type {(ushort)type} is unknown");
        }

        if (length != wanted || length % 8 != 0 || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadAction.BadLen, $"action {type}", length, left.Length);
        }

        Current = new ActionTlv10(type, left[..length]);
        _next += length;
        return true;
    }
}
