using EdgeFlow.Hal.Groups;
using EdgeFlow.Hal.Meters;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Bundles (ONF extension 230): many changes at one instant, or none of them.</content>
/// <remarks>
/// A commit holds the gate from its first message to its last, so no frame is in a batch meanwhile, on any data plane: frames wait in their rings. Each
/// message is carried out as if it had come alone, the gate's own steps aside, and notes in <see cref="ChangeLog"/> how to take it back. If one is
/// refused, all are taken back, last first, before the gate opens. Flow-removed and port-status events, held frames that flow-mods name, frames of
/// packet-outs and time-outs follow after the last message, and not at all if the bundle fails: a packet-out's actions and the tables that it
/// may enter are those of the whole bundle.
/// </remarks>
public sealed partial class Datapath
{
    private ChangeLog? _changes; // of the commit under way; control lock and gate are held then

    /// <summary>Whether messages of a type can be committed together.</summary>
    public static bool CanBundle(OfpType type) => type
        is OfpType.FlowMod or OfpType.GroupMod or OfpType.MeterMod or OfpType.PortMod or OfpType.PacketOut;

    /// <summary>Carries out flow-, group-, meter- and port-mods and packet-outs in their order, at one instant for frames: all, or none if one is refused.</summary>
    /// <param name="messages">Whole messages of OpenFlow 1.3, of types that <see cref="CanBundle"/>.</param>
    /// <param name="failed">Index of the message that was refused; -1 if none was.</param>
    /// <returns>Why that message is refused: the error that it would get alone.</returns>
    /// <remarks><b>Cost:</b> frames wait for as long as the messages take.</remarks>
    public OfpError? Commit(IReadOnlyList<ReadOnlyMemory<byte>> messages, out int failed)
    {
        lock (_control)
        {
            var changes = new ChangeLog();
            OfpError? error = null;
            failed = -1;
            bool isDone = false;
            changes.OnRollBack(RebuildEvictions); // the first noted is the last taken back
            EnterGate();
            _changes = changes;
            try
            {
                for (int i = 0; i < messages.Count && error is null; i++)
                {
                    error = Apply(messages[i], changes);
                    failed = error is null ? -1 : i;
                }

                isDone = error is null;
            }
            finally
            {
                if (!isDone)
                {
                    changes.RollBack();
                }

                _changes = null;
                ExitGate();
            }

            if (isDone)
            {
                changes.Complete();
                NoteVacancies();
            }

            return error;
        }
    }

    private OfpError? Apply(ReadOnlyMemory<byte> message, ChangeLog changes)
    {
        ReadOnlySpan<byte> bytes = message.Span;
        try
        {
            return (OfpType)bytes[1] switch
            {
                OfpType.FlowMod => FlowMod(new FlowModReader(bytes)),
                OfpType.GroupMod => GroupMod(new GroupModReader(bytes)),
                OfpType.MeterMod => MeterMod(new MeterModReader(bytes)),
                OfpType.PortMod => PortMod(new PortModReader(bytes)),
                OfpType.PacketOut => PacketOutAfterCommit(message, changes),
                _ => OfpError.From(BundleFailed.MsgUnsup),
            };
        }
        catch (OpenFlowException e)
        {
            return e.Error;
        }
    }

    private static void UndoAdd(ChangeLog changes, IFlowTable table, FlowEntry entry, FlowEntry? replaced) =>
        changes.OnRollBack(() =>
        {
            table.Remove(entry);
            if (replaced is not null)
            {
                Restore(table, replaced);
            }
        });

    private static void UndoModify(ChangeLog changes, FlowEntry entry)
    {
        (object? program, ulong cookie) = (entry.Program, entry.Cookie);
        (ulong packets, ulong bytes) = (entry.Counters.Packets, entry.Counters.Bytes);
        changes.OnRollBack(() =>
        {
            entry.Program = program;
            entry.Cookie = cookie;
            entry.Counters.Restore(packets, bytes);
        });
    }

    private void LogRemoval(ChangeLog changes, byte tableId, IFlowTable table, FlowEntry entry, FlowRemovedReason reason)
    {
        changes.OnRollBack(() => Restore(table, entry));
        changes.OnCommit(() => TellRemoved(tableId, table, entry, reason));
    }

    /// <summary>Puts an entry back with its own counters, even where a table holds more than its capacity was set to later.</summary>
    private static void Restore(IFlowTable table, FlowEntry entry)
    {
        int capacity = table.Capacity;
        table.Capacity = int.MaxValue;
        table.Add(entry, FlowModFlags.ResetCounts, out _);
        table.Capacity = capacity;
    }

    /// <summary>Orders entries for eviction anew: a failed bundle took some out of the order and put some of its own in.</summary>
    private void RebuildEvictions()
    {
        foreach (TableSlot slot in _tables)
        {
            if (slot.Settings.Evictions is not null)
            {
                SetEviction(slot, false);
                SetEviction(slot, true);
            }
        }
    }

    /// <summary>Vacancy events: of where a bundle has led, not of the way there.</summary>
    private void NoteVacancies()
    {
        foreach (TableSlot slot in _tables)
        {
            NoteVacancy(slot);
        }
    }

    private void ScheduleAfterCommit(ChangeLog changes, byte tableId, FlowEntry entry) =>
        changes.OnCommit(() =>
        {
            if (entry.IsInstalled)
            {
                ScheduleExpiry(tableId, entry);
            }
        });

    private void RunAfterCommit(ChangeLog changes, uint bufferId) => changes.OnCommit(() => RunHeldFrame(bufferId));

    private void UndoGroupAdd(ChangeLog changes, uint groupId) => changes.OnRollBack(() => _groups.Remove(groupId));

    private static void UndoGroupModify(ChangeLog changes, Group group)
    {
        (GroupType type, Bucket[] buckets, byte[] raw) = (group.Type, group.Buckets, group.RawBuckets);
        changes.OnRollBack(() => (group.Type, group.Buckets, group.RawBuckets) = (type, buckets, raw));
    }

    /// <param name="groupId">OFPG_ALL: all.</param>
    private void UndoGroupDelete(ChangeLog changes, uint groupId)
    {
        foreach (Group group in _groups.Values)
        {
            if (groupId == OfpGroup.All || groupId == group.Id)
            {
                changes.OnRollBack(() => _groups.Add(group.Id, group));
            }
        }
    }

    private void UndoMeterAdd(ChangeLog changes, uint meterId)
    {
        Meter? controllerMeter = _controllerMeter;
        changes.OnRollBack(() =>
        {
            _meters.Remove(meterId);
            _controllerMeter = controllerMeter;
        });
    }

    private static void UndoMeterModify(ChangeLog changes, Meter meter)
    {
        (MeterFlags flags, MeterBand[] bands, byte[] raw) = (meter.Flags, meter.Bands, meter.RawBands);
        changes.OnRollBack(() => (meter.Flags, meter.Bands, meter.RawBands) = (flags, bands, raw));
    }

    /// <param name="meterId">OFPM_ALL: all.</param>
    private void UndoMeterDelete(ChangeLog changes, uint meterId)
    {
        Meter? controllerMeter = _controllerMeter;
        changes.OnRollBack(() => _controllerMeter = controllerMeter);
        foreach (Meter meter in _meters.Values)
        {
            if (meterId == OfpMeter.All || meterId == meter.Id)
            {
                changes.OnRollBack(() => _meters.Add(meter.Id, meter));
            }
        }
    }

    private void LogPortMod(ChangeLog changes, PortSlot slot)
    {
        PortConfig config = slot.Config;
        changes.OnRollBack(() => slot.Config = config);
        changes.OnCommit(() => _events.OnPortStatus(PortReason.Modify, ToSnapshot(slot)));
    }
}
