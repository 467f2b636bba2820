using System.Numerics;
using EdgeFlow.Hal.Meters;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>The packet path: tables, instructions, actions. All of it runs inside the gate.</content>
public sealed partial class Datapath
{
    /// <summary>OpenFlow 1.3.5 §5.1, figure 3: tables from 0 on, then the action set.</summary>
    private void RunTables(ref FrameContext context)
    {
        _actionSet.Clear();
        int tableId = 0;
        while (true)
        {
            TableSlot slot = _tables[tableId];
            FlowEntry? entry = slot.Lookup(in context.Key);
            if (entry is null)
            {
                Miss(ref context, (byte)tableId);
                return;
            }

            entry.Touch(context.Frame.Length, _now);
            var program = ProgramOf(entry);
            context.TableId = (byte)tableId;
            context.Cookie = entry.Cookie;
            context.IsTableMiss = program.IsTableMiss;
            if (!RunInstructions(ref context, program))
            {
                return;
            }

            tableId = program.GotoTable;
            if (tableId == FlowProgram.NoTable)
            {
                break;
            }

            FrameEditor.RefreshKey(ref context);
        }

        LeaveEntry(ref context);
        RunActionSet(ref context);
    }

    /// <summary>No entry, not even a table-miss entry: dropped, unless somebody wants it the way of OpenFlow 1.0.</summary>
    private void Miss(ref FrameContext context, byte tableId)
    {
        if (!_isMissReported)
        {
            CountDrop(DropReason.TableMiss);
            return;
        }

        context.TableId = tableId;
        context.Cookie = ulong.MaxValue;
        SendPacketIn(ref context, PacketInReason.NoMatch, _missSendLength, isUnmatched: true);
    }

    /// <returns>False: the frame's way ends here.</returns>
    private bool RunInstructions(ref FrameContext context, FlowProgram program)
    {
        if (program.Meter is not null && !RunMeter(ref context, program.Meter))
        {
            return false;
        }

        if (!Execute(ref context, program.Apply))
        {
            return false;
        }

        if (program.IsClearing)
        {
            _actionSet.Clear();
        }

        if (program.Write.Length != 0)
        {
            _actionSet.Write(program.Write);
        }

        if (program.MetadataMask != 0)
        {
            context.Metadata = (context.Metadata & ~program.MetadataMask) | (program.Metadata & program.MetadataMask);
            context.Key.Metadata = context.Metadata;
        }

        return true;
    }

    private bool RunMeter(ref FrameContext context, Meter meter)
    {
        MeterBand? band = meter.Measure(context.Frame.Length, _now);
        if (band is null)
        {
            return true;
        }

        if (band.Type == MeterBandType.DscpRemark)
        {
            _editor.RaiseDropPrecedence(ref context, band.PrecedenceLevel);
            return true;
        }

        CountDrop(DropReason.Meter);
        return false;
    }

    /// <summary>§7.4.1: what an action set or a bucket sends up belongs to no entry; §5.4: NO_MATCH is for a table-miss entry that sends directly.</summary>
    private static void LeaveEntry(ref FrameContext context)
    {
        context.IsTableMiss = false;
        context.Cookie = ulong.MaxValue;
    }

    private void RunActionSet(ref FrameContext context)
    {
        // No action writes the set again: buckets and apply lists do not, and only packet-outs go to the tables, before any set is run.
        for (ulong slots = _actionSet.Take(); slots != 0; slots &= slots - 1)
        {
            if (!Execute(ref context, in _actionSet.At(BitOperations.TrailingZeroCount(slots))))
            {
                return;
            }
        }
    }

    private bool Execute(ref FrameContext context, ActionOp[] actions)
    {
        foreach (ref readonly ActionOp action in actions.AsSpan())
        {
            if (!Execute(ref context, in action))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>False: an invalid TTL ends the frame's way.</returns>
    private bool Execute(ref FrameContext context, in ActionOp action)
    {
        switch (action.Code)
        {
            case OpCode.Output:
                if (action.Number != context.InPort)
                {
                    Output(ref context, action.Number);
                }

                return true;
            case OpCode.OutputInPort:
                Output(ref context, context.InPort);
                return true;
            case OpCode.OutputAll:
            case OpCode.OutputFlood:
                OutputAll(ref context, isFlood: action.Code == OpCode.OutputFlood);
                return true;
            case OpCode.OutputController:
                SendPacketIn(ref context, context.IsTableMiss ? PacketInReason.NoMatch : PacketInReason.Action, action.Argument);
                return true;
            case OpCode.OutputTable:
                RunTablesFor(ref context);
                return true;
            case OpCode.Group:
                RunGroup(ref context, action.Group!); // the compiler resolved it
                return true;
            case OpCode.Hold:
                Hold(ref context, action.Number);
                return true;
            case OpCode.SetField:
                _editor.SetField(ref context, in action);
                return true;
            case OpCode.SetQueue:
                context.QueueId = action.Number;
                return true;
            case OpCode.PushVlan:
                _editor.PushVlan(ref context, action.Argument);
                return true;
            case OpCode.PushVlanIfUntagged:
                if (context.Layout.VlanOffset == 0)
                {
                    _editor.PushVlan(ref context, action.Argument);
                }

                return true;
            case OpCode.PopVlan:
                _editor.PopVlan(ref context);
                return true;
            case OpCode.PushMpls:
                _editor.PushMpls(ref context, action.Argument);
                return true;
            case OpCode.PopMpls:
                _editor.PopMpls(ref context, action.Argument);
                return true;
            case OpCode.PushPbb:
                _editor.PushPbb(ref context, action.Argument);
                return true;
            case OpCode.PopPbb:
                _editor.PopPbb(ref context);
                return true;
            case OpCode.SetMplsTtl:
                _editor.SetMplsTtl(ref context, (byte)action.Argument);
                return true;
            case OpCode.SetNwTtl:
                _editor.SetNetworkTtl(ref context, (byte)action.Argument);
                return true;
            case OpCode.CopyTtlIn:
                _editor.CopyTtlIn(ref context);
                return true;
            case OpCode.CopyTtlOut:
                _editor.CopyTtlOut(ref context);
                return true;
            case OpCode.DecMplsTtl:
                return _editor.TryDecrementMplsTtl(ref context) || RefuseTtl(ref context);
            case OpCode.DecNwTtl:
                return _editor.TryDecrementNetworkTtl(ref context) || RefuseTtl(ref context);
            default:
                System.Diagnostics.Debug.Fail("an operation without code");
                return false;
        }
    }

    /// <summary>§7.4.1: the frame goes to the controllers with reason INVALID_TTL and no further.</summary>
    private bool RefuseTtl(ref FrameContext context)
    {
        CountDrop(DropReason.InvalidTtl);
        SendPacketIn(ref context, PacketInReason.InvalidTtl, _missSendLength);
        return false;
    }

    private void RunTablesFor(ref FrameContext context)
    {
        FrameContext copy = context.Borrow();
        FrameEditor.RefreshKey(ref copy);
        RunTables(ref copy);
    }
}
