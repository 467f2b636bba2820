using System.Numerics;
using EdgeFlow.Hal.Groups;
using EdgeFlow.Hal.Holds;
using EdgeFlow.Hal.Meters;
using EdgeFlow.Hal.Queues;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>The packet path: tables, instructions, actions, groups. All of it runs inside the gate.</content>
public sealed partial class Datapath
{
    private bool _isFlushDue;

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

    private void Output(ref FrameContext context, uint number)
    {
        PortSlot? port = _ports.Find(number);
        if (port is null)
        {
            CountDrop(DropReason.OutputPort);
            return;
        }

        Transmit(port, context.Frame, context.QueueId);
    }

    private bool Transmit(PortSlot port, ReadOnlySpan<byte> frame, uint queueId = PortShaper.DefaultQueue)
    {
        if ((port.Config & (PortConfig.PortDown | PortConfig.NoFwd)) != 0)
        {
            port.TxRefused++;
            CountDrop(DropReason.OutputPort);
            return false;
        }

        return port.Shaper is { } shaper ? Shape(port, shaper, frame, queueId) : Send(port, frame);
    }

    private bool Send(PortSlot port, ReadOnlySpan<byte> frame)
    {
        if (!port.IsDirty)
        {
            port.IsDirty = true;
            _isFlushDue = true;
        }

        return port.Port.Transmit(frame);
    }

    private void FlushPorts()
    {
        if (!_isFlushDue)
        {
            return;
        }

        _isFlushDue = false;
        foreach (PortSlot port in _ports.All)
        {
            if (port.IsDirty)
            {
                port.IsDirty = false;
                port.Port.Flush();
            }
        }
    }

    /// <summary>§4.5: to every port but the ingress port; a flood also leaves out blocked ports, and those that OpenFlow 1.0 set NO_FLOOD on.</summary>
    private void OutputAll(ref FrameContext context, bool isFlood)
    {
        foreach (PortSlot port in _ports.All)
        {
            if (port.Port.Number == context.InPort
                || (port.Config & (PortConfig.PortDown | PortConfig.NoFwd)) != 0
                || (isFlood && ((port.Port.State & PortState.Blocked) != 0 || (port.Config & PortConfig.NoFlood) != 0)))
            {
                continue;
            }

            Transmit(port, context.Frame, context.QueueId);
        }
    }

    private void RunTablesFor(ref FrameContext context)
    {
        FrameContext copy = context.Borrow();
        FrameEditor.RefreshKey(ref copy);
        RunTables(ref copy);
    }

    private void SendPacketIn(ref FrameContext context, PacketInReason reason, ushort maxLength, bool isUnmatched = false)
    {
        PortSlot? port = _ports.Find(context.InPort);
        if (port is not null && (port.Config & PortConfig.NoPacketIn) != 0)
        {
            return;
        }

        FrameEditor.RefreshKey(ref context);
        if (!_limiter.TryPass(context.Key.EthType, _now) || !PassesControllerMeter(ref context))
        {
            return;
        }

        ReadOnlySpan<byte> frame = context.Frame;
        uint bufferId = OfpNoBuffer.Value;
        if (maxLength != OfpConstants.ControllerNoBuffer && _buffers.TryHold(frame, context.InPort, _now, out uint held))
        {
            bufferId = held;
            frame = frame[..Math.Min(maxLength, frame.Length)];
        }

        _events.OnPacketIn(new PacketInEvent
        {
            BufferId = bufferId,
            TotalLength = context.Frame.Length,
            Reason = reason,
            IsUnmatched = isUnmatched,
            TableId = context.TableId,
            Cookie = context.Cookie,
            InPort = context.InPort,
            InPhyPort = context.InPort,
            Metadata = context.Metadata,
            TunnelId = context.TunnelId,
            Data = frame,
        });
    }

    private bool PassesControllerMeter(ref FrameContext context)
    {
        if (_controllerMeter is null || _controllerMeter.Measure(context.Frame.Length, _now) is not { } band
            || band.Type != MeterBandType.Drop)
        {
            return true;
        }

        CountDrop(DropReason.Meter);
        return false;
    }

    private void Hold(ref FrameContext context, uint holdId)
    {
        if (!_holds.TryGetValue(holdId, out HoldQueue? hold))
        {
            CountDrop(DropReason.UnknownHold);
            return;
        }

        if (hold.State != HoldState.Passing)
        {
            hold.Add(context.Frame, _now);
            for (int i = 0; i < 2 && hold.TryPeekOnAccount(_now, out ReadOnlySpan<byte> waiting); i++)
            {
                hold.Drop(TrySendReleased(hold, waiting), _now);
            }

            return;
        }

        SendReleased(hold, context.Frame);
    }

    /// <returns>Whether the port took the frame; if not, the hold queue's drop is not yet counted.</returns>
    private bool TrySendReleased(HoldQueue hold, ReadOnlySpan<byte> frame) =>
        _ports.Find(hold.OutPort) is { } port && Transmit(port, frame);

    private void SendReleased(HoldQueue hold, ReadOnlySpan<byte> frame)
    {
        if (!TrySendReleased(hold, frame))
        {
            hold.CountDropped();
        }
    }

    private void RunGroup(ref FrameContext context, Group group)
    {
        group.Packets++;
        group.Bytes += (ulong)context.Frame.Length;
        switch (group.Type)
        {
            case GroupType.All:
                foreach (Bucket bucket in group.Buckets)
                {
                    RunBucket(ref context, bucket);
                }

                return;
            case GroupType.Indirect when group.Buckets.Length != 0:
                RunBucket(ref context, group.Buckets[0]);
                return;
            case GroupType.Select:
                FrameEditor.RefreshKey(ref context);
                RunChosen(ref context, ChooseBucket(group, in context));
                return;
            case GroupType.FastFailover:
                RunChosen(ref context, FirstLiveBucket(group, depth: 0));
                return;
            default:
                return;
        }
    }

    private void RunChosen(ref FrameContext context, Bucket? bucket)
    {
        if (bucket is null)
        {
            CountDrop(DropReason.NoBucket);
            return;
        }

        RunBucket(ref context, bucket);
    }

    /// <summary>§5.6.1: a bucket works on a copy of its own. An action set within: output beside a group is left out.</summary>
    private void RunBucket(ref FrameContext context, Bucket bucket)
    {
        if (_bucketsLeft == 0)
        {
            CountDrop(DropReason.TooManyBuckets);
            return;
        }

        _bucketsLeft--;
        bucket.Packets++;
        bucket.Bytes += (ulong)context.Frame.Length;
        FrameContext copy = context.Borrow();
        LeaveEntry(ref copy);
        Execute(ref copy, bucket.Actions);
    }

    /// <summary>By weight and by the hash of the flow, so that a flow stays in order; dead buckets are passed over.</summary>
    private Bucket? ChooseBucket(Group group, in FrameContext context)
    {
        uint total = 0;
        foreach (Bucket bucket in group.Buckets)
        {
            if (IsLive(bucket, depth: 0))
            {
                total += bucket.Weight;
            }
        }

        if (total == 0)
        {
            return null;
        }

        uint point = (uint)(((ulong)FlowHash.Compute(in context) * total) >> 32);
        foreach (Bucket bucket in group.Buckets)
        {
            if (!IsLive(bucket, depth: 0))
            {
                continue;
            }

            if (point < bucket.Weight)
            {
                return bucket;
            }

            point -= bucket.Weight;
        }

        return null;
    }

    private Bucket? FirstLiveBucket(Group group, int depth)
    {
        foreach (Bucket bucket in group.Buckets)
        {
            if (IsLive(bucket, depth))
            {
                return bucket;
            }
        }

        return null;
    }

    /// <summary>§6.5: alive while its watch port is up or its watch group has a live bucket; a bucket that watches nothing is alive, except in a fast-failover
    /// group, where the group-mod is refused.</summary>
    private bool IsLive(Bucket bucket, int depth)
    {
        bool watchesPort = bucket.WatchPort != OfpPort.Any;
        bool watchesGroup = bucket.WatchGroup != OfpGroup.Any;
        if (!watchesPort && !watchesGroup)
        {
            return true;
        }

        if (watchesPort && _ports.Find(bucket.WatchPort) is { IsLive: true })
        {
            return true;
        }

        return watchesGroup && depth < MaxGroupDepth && _groups.TryGetValue(bucket.WatchGroup, out Group? watched)
            && FirstLiveBucket(watched, depth + 1) is not null;
    }
}
