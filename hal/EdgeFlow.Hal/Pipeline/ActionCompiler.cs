using System.Buffers.Binary;
using EdgeFlow.Hal.Groups;
using EdgeFlow.Hal.Holds;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Turns actions off the wire into <see cref="ActionOp"/>s, once, so that frames need no checks.</summary>
/// <remarks>
/// Refuses with the error of OpenFlow 1.3.5 §7.4.4 whatever cannot be carried out: so a program that exists can be executed.
/// <b>Threads:</b> the control thread.
/// </remarks>
internal sealed class ActionCompiler(
    IReadOnlyDictionary<uint, Group> groups, IReadOnlyDictionary<uint, HoldQueue> holds, ILookup<uint, QueueOptions> queues)
{
    private readonly List<ActionOp> _ops = [];

    /// <returns>Null, and the actions in the order of execution for apply, packet-out and bucket; else why they are refused.</returns>
    public OfpError? Compile(
        ActionReader actions, HeaderFacts facts, ActionUse use, out ActionOp[] program, FlowModRules rules = FlowModRules.OpenFlow13)
    {
        program = [];
        _ops.Clear();
        bool isSet = use is ActionUse.Write or ActionUse.Bucket;
        if ((isSet && ChangesHeaders(actions)) || (rules & FlowModRules.SetFieldsFreely) != 0)
        {
            facts = HeaderFacts.Anything; // the set runs in an order of its own, and may meet other tables' actions
        }

        foreach (ActionTlv action in actions)
        {
            if (Decode(in action, use, out ActionOp op) is { } refused)
            {
                return refused;
            }

            if (op.Code == OpCode.SetField && !facts.Allow(op.Field))
            {
                return OfpError.From(BadAction.MatchInconsistent);
            }

            if (!isSet)
            {
                facts.Apply(in op);
                if (op.Code == OpCode.PushVlan && (rules & FlowModRules.PushesVlanOnlyIfUntagged) != 0)
                {
                    op = new ActionOp { Code = OpCode.PushVlanIfUntagged, Argument = op.Argument };
                }
            }

            _ops.Add(op);
        }

        if (queues.Count != 0 && CheckQueues(isSet) is { } unfit)
        {
            return unfit;
        }

        program = use == ActionUse.Bucket ? ToSet(_ops) : [.. _ops];
        return null;
    }

    /// <summary>An output through a queue that its port does not have. Ports for which no queue is configured take any id.</summary>
    private OfpError? CheckQueues(bool isSet)
    {
        uint queueId = isSet ? _ops.FindLast(static op => op.Code == OpCode.SetQueue).Number : PortShaper.DefaultQueue;
        foreach (ActionOp op in _ops)
        {
            if (op.Code == OpCode.SetQueue)
            {
                queueId = isSet ? queueId : op.Number;
            }
            else if (op.Code == OpCode.Output && queueId != PortShaper.DefaultQueue && queues.Contains(op.Number)
                && !queues[op.Number].Any(queue => queue.QueueId == queueId))
            {
                return OfpError.From(BadAction.BadQueue);
            }
        }

        return null;
    }

    private static bool ChangesHeaders(ActionReader actions)
    {
        foreach (ActionTlv action in actions)
        {
            if (action.Type is ActionType.PushVlan or ActionType.PopVlan or ActionType.PushMpls or ActionType.PopMpls
                or ActionType.PushPbb or ActionType.PopPbb or ActionType.SetField)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The order of an action set, the last of each type (§5.10).</summary>
    private static ActionOp[] ToSet(List<ActionOp> ops)
    {
        var set = new ActionSet();
        set.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ops));
        var ordered = new List<ActionOp>();
        for (ulong slots = set.Take(); slots != 0; slots &= slots - 1)
        {
            ordered.Add(set.At(System.Numerics.BitOperations.TrailingZeroCount(slots)));
        }

        return [.. ordered];
    }

    private OfpError? Decode(in ActionTlv action, ActionUse use, out ActionOp op)
    {
        op = default;
        switch (action.Type)
        {
            case ActionType.Output:
                return DecodeOutput(action.Port, action.MaxLength, use, out op);
            case ActionType.Group:
                if (!groups.TryGetValue(action.GroupId, out Group? group))
                {
                    return OfpError.From(BadAction.BadOutGroup);
                }

                op = new ActionOp { Code = OpCode.Group, Number = action.GroupId, Group = group };
                return null;
            case ActionType.SetQueue:
                if (action.QueueId == OfpQueue.All)
                {
                    return OfpError.From(BadAction.BadQueue);
                }

                op = new ActionOp { Code = OpCode.SetQueue, Number = action.QueueId };
                return null;
            case ActionType.SetField:
                return DecodeSetField(action.SetField, out op);
            case ActionType.PushVlan:
                return DecodePush(OpCode.PushVlan, action.EtherType, action.EtherType is 0x8100 or 0x88a8, out op);
            case ActionType.PushMpls:
                return DecodePush(OpCode.PushMpls, action.EtherType, action.EtherType is 0x8847 or 0x8848, out op);
            case ActionType.PushPbb:
                return DecodePush(OpCode.PushPbb, action.EtherType, action.EtherType is 0x88e7, out op);
            case ActionType.PopVlan:
                op = new ActionOp { Code = OpCode.PopVlan };
                return null;
            case ActionType.PopPbb:
                op = new ActionOp { Code = OpCode.PopPbb };
                return null;
            case ActionType.PopMpls:
                op = new ActionOp { Code = OpCode.PopMpls, Argument = action.EtherType };
                return null;
            case ActionType.SetMplsTtl:
                op = new ActionOp { Code = OpCode.SetMplsTtl, Argument = action.Ttl };
                return null;
            case ActionType.SetNwTtl:
                op = new ActionOp { Code = OpCode.SetNwTtl, Argument = action.Ttl };
                return null;
            case ActionType.DecMplsTtl:
                op = new ActionOp { Code = OpCode.DecMplsTtl };
                return null;
            case ActionType.DecNwTtl:
                op = new ActionOp { Code = OpCode.DecNwTtl };
                return null;
            case ActionType.CopyTtlIn:
                op = new ActionOp { Code = OpCode.CopyTtlIn };
                return null;
            case ActionType.CopyTtlOut:
                op = new ActionOp { Code = OpCode.CopyTtlOut };
                return null;
            case ActionType.Experimenter:
                return DecodeExperimenter(in action, out op);
            default:
                return OfpError.From(BadAction.BadType);
        }
    }

    private static OfpError? DecodeOutput(uint port, ushort maxLength, ActionUse use, out ActionOp op)
    {
        OpCode? code = port switch
        {
            0 => null,
            <= OfpPort.Max or OfpPort.Local => OpCode.Output,
            OfpPort.InPort => OpCode.OutputInPort,
            OfpPort.All => OpCode.OutputAll,
            OfpPort.Flood => OpCode.OutputFlood,
            OfpPort.Controller => OpCode.OutputController,
            OfpPort.Table when use == ActionUse.PacketOut => OpCode.OutputTable,
            _ => null, // NORMAL: there is no other switch in here; TABLE, ANY: not in a program
        };
        op = new ActionOp { Code = code.GetValueOrDefault(), Number = port, Argument = maxLength };
        return code is null ? OfpError.From(BadAction.BadOutPort) : null;
    }

    private static OfpError? DecodePush(OpCode code, ushort etherType, bool isValid, out ActionOp op)
    {
        op = new ActionOp { Code = code, Argument = etherType };
        return isValid ? null : OfpError.From(BadAction.BadArgument);
    }

    private static OfpError? DecodeSetField(in OxmTlv field, out ActionOp op)
    {
        op = default;
        if (!OxmFields.IsSettable(field.Field)) // class, length and mask: the reader
        {
            return OfpError.From(BadAction.BadSetType);
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        field.Value.CopyTo(bytes[(16 - field.Value.Length)..]);
        op = new ActionOp
        {
            Code = OpCode.SetField,
            Field = field.Field,
            High = BinaryPrimitives.ReadUInt64BigEndian(bytes),
            Low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        };
        if (!OxmFields.FitsBits(field.Field, field.Value) || (field.Field == OxmField.VlanVid && op.Low == 0))
        {
            return OfpError.From(BadAction.BadSetArgument);
        }

        if (field.Field == OxmField.VlanVid)
        {
            // §7.2.5 wants OFPVID_PRESENT in it; a VID without it is what some controllers send, and can mean one thing only.
            op = op with { Low = op.Low | OfpConstants.VlanPresent };
        }

        return null;
    }

    private OfpError? DecodeExperimenter(in ActionTlv action, out ActionOp op)
    {
        op = default;
        if (action.Experimenter != EdgeFlowExperimenter.Id)
        {
            return OfpError.From(BadAction.BadExperimenter);
        }

        if (!action.TryGetHold(out uint holdId))
        {
            return OfpError.From(BadAction.BadExperimenterType);
        }

        op = new ActionOp { Code = OpCode.Hold, Number = holdId };
        return holds.ContainsKey(holdId) ? null : OfpError.From(HoldFailed.UnknownHold);
    }
}
