using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>Walks a list of actions in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.2.4: each action is type u16, length u16 (of the whole action, a multiple of 8), body.
/// Form is checked here, meaning (ports, groups, field values, order) by the data path.
/// </remarks>
public ref struct ActionReader
{
    private readonly ReadOnlySpan<byte> _actions;
    private int _next;

    /// <param name="actions">Exactly the list; nothing follows it.</param>
    public ActionReader(ReadOnlySpan<byte> actions)
    {
        _actions = actions;
    }

    /// <summary>The list as it stands.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _actions;

    public readonly bool IsEmpty => _actions.IsEmpty;

    public ActionTlv Current { readonly get; private set; }

    /// <summary>A reader of the same list that starts at the first action.</summary>
    public readonly ActionReader GetEnumerator() => new(_actions);

    /// <exception cref="OpenFlowException">
    /// BAD_ACTION with BAD_LEN: cut off or not of the type's length; BAD_TYPE: unknown type;
    /// BAD_SET_TYPE: set-field of an unknown field or with a mask; BAD_SET_LEN: its value has not the field's length.
    /// </exception>
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

        var type = (ActionType)BinaryPrimitives.ReadUInt16BigEndian(left);
        int length = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
        if (length < 8 || length % 8 != 0 || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadAction.BadLen, $"action {type}", length, left.Length);
        }

        ReadOnlySpan<byte> action = left[..length];
        Check(type, action);
        Current = new ActionTlv(type, action);
        _next += length;
        return true;
    }

    private static void Check(ActionType type, ReadOnlySpan<byte> action)
    {
        switch (type)
        {
            case ActionType.Output:
                if (action.Length != 16)
                {
                    OpenFlowException.ThrowBadLength(BadAction.BadLen, "action Output", action.Length, 16);
                }

                break;
            case ActionType.SetField:
                CheckSetField(action);
                break;
            case ActionType.Experimenter:
                break;
            case ActionType.Group or ActionType.SetQueue or ActionType.SetMplsTtl or ActionType.DecMplsTtl
                or ActionType.SetNwTtl or ActionType.DecNwTtl or ActionType.CopyTtlIn or ActionType.CopyTtlOut
                or ActionType.PushVlan or ActionType.PopVlan or ActionType.PushMpls or ActionType.PopMpls
                or ActionType.PushPbb or ActionType.PopPbb:
                if (action.Length != 8)
                {
                    OpenFlowException.ThrowBadLength(BadAction.BadLen, $"action {type}", action.Length, 8);
                }

                break;
            default:
                OpenFlowException.Throw(BadAction.BadType, $"action type {(ushort)type} is unknown");
                break;
        }
    }

    private static void CheckSetField(ReadOnlySpan<byte> action)
    {
        uint header = BinaryPrimitives.ReadUInt32BigEndian(action[4..]);
        var field = (OxmField)(header >> 9 & 0x7f);
        int length = (int)(header & 0xff);
        if (OfpConstants.Pad8(8 + length) != action.Length)
        {
            OpenFlowException.Throw(BadAction.BadSetLen, $"set-field of {action.Length} bytes holds a value of {length}");
        }

        if (header >> 16 != OxmClass.OpenFlowBasic || !OxmFields.IsKnown(field) || (header & 0x100) != 0)
        {
            OpenFlowException.Throw(BadAction.BadSetType, $"set-field of OXM {header:x8}: unknown field, or a mask");
        }

        if (length != OxmFields.ByteCount(field))
        {
            OpenFlowException.Throw(BadAction.BadSetLen, $"set-field {field} with a value of {length} bytes");
        }
    }
}
