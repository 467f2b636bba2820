using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One action of a flow entry, bucket or packet-out. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.4.</remarks>
public abstract record OfAction
{
    public abstract ActionType Type { get; }

    /// <summary>Bytes on the wire, a multiple of 8.</summary>
    public virtual int WireLength => 8;

    /// <summary>Copies one action of a message.</summary>
    public static OfAction Read(in ActionTlv action) => action.Type switch
    {
        ActionType.Output => new OutputAction(action.Port, action.MaxLength),
        ActionType.Group => new GroupAction(action.GroupId),
        ActionType.SetQueue => new SetQueueAction(action.QueueId),
        ActionType.SetField => new SetFieldAction(OxmValue.Read(action.SetField)),
        ActionType.PushVlan => new PushVlanAction(action.EtherType),
        ActionType.PopVlan => new PopVlanAction(),
        ActionType.PushMpls => new PushMplsAction(action.EtherType),
        ActionType.PopMpls => new PopMplsAction(action.EtherType),
        ActionType.PushPbb => new PushPbbAction(action.EtherType),
        ActionType.PopPbb => new PopPbbAction(),
        ActionType.SetMplsTtl => new SetMplsTtlAction(action.Ttl),
        ActionType.DecMplsTtl => new DecMplsTtlAction(),
        ActionType.SetNwTtl => new SetNwTtlAction(action.Ttl),
        ActionType.DecNwTtl => new DecNwTtlAction(),
        ActionType.CopyTtlIn => new CopyTtlInAction(),
        ActionType.CopyTtlOut => new CopyTtlOutAction(),
        _ when action.TryGetHold(out uint holdId) => new HoldAction(holdId),
        _ => new ExperimenterAction(action.Experimenter, [.. action.ExperimenterData]),
    };

    /// <summary>Copies a list of actions.</summary>
    /// <exception cref="OpenFlowException">BAD_ACTION: the list breaks the format.</exception>
    public static ImmutableArray<OfAction> ReadAll(ActionReader actions)
    {
        if (actions.IsEmpty)
        {
            return [];
        }

        var list = ImmutableArray.CreateBuilder<OfAction>();
        foreach (ActionTlv action in actions)
        {
            list.Add(Read(action));
        }

        return list.DrainToImmutable();
    }

    /// <summary>Bytes of a list on the wire.</summary>
    public static int LengthOf(ImmutableArray<OfAction> actions)
    {
        int length = 0;
        foreach (OfAction action in actions)
        {
            length += action.WireLength;
        }

        return length;
    }

    /// <summary>Writes a list; returns its bytes.</summary>
    public static int WriteAll(ImmutableArray<OfAction> actions, Span<byte> to)
    {
        int offset = 0;
        foreach (OfAction action in actions)
        {
            action.WriteTo(to[offset..]);
            offset += action.WireLength;
        }

        return offset;
    }

    /// <summary>Writes the action, padding included.</summary>
    public void WriteTo(Span<byte> to)
    {
        Span<byte> action = to[..WireLength];
        action.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(action, (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(action[2..], (ushort)WireLength);
        WriteBody(action);
    }

    /// <summary>Fills what follows type and length; the span is the whole action, zeroed.</summary>
    private protected virtual void WriteBody(Span<byte> action)
    {
    }

    /// <summary>ovs-ofctl's syntax, such as <c>output:2</c>.</summary>
    public sealed override string ToString() => Text.ActionText.Format(this);
}
