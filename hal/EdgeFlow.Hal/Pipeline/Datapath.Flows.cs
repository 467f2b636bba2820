using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Flow-mods (OpenFlow 1.3.5 §6.4, §7.3.4.1). Beside running batches: only held frames take the gate.</content>
public sealed partial class Datapath
{
    private readonly List<FlowEntry> _selected = [];

    /// <summary>Adds, modifies or deletes flow entries; a held frame that it names then goes through the tables.</summary>
    /// <returns>BAD_MATCH, BAD_INSTRUCTION, BAD_ACTION, FLOW_MOD_FAILED or METER_MOD_FAILED with the code of §7.4.4;
    /// BAD_REQUEST/BUFFER_UNKNOWN if the frame is not held: then, too, nothing has changed.</returns>
    /// <param name="rules">How the message is meant.</param>
    public OfpError? FlowMod(in FlowModReader message, FlowModRules rules = FlowModRules.OpenFlow13)
    {
        const FlowModFlags Known = FlowModFlags.SendFlowRem | FlowModFlags.CheckOverlap | FlowModFlags.ResetCounts
            | FlowModFlags.NoPktCounts | FlowModFlags.NoBytCounts;
        lock (_control)
        {
            bool isDelete = message.Command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
            if (message.Command > FlowModCommand.DeleteStrict)
            {
                return OfpError.From(FlowModFailed.BadCommand);
            }

            if (!Holds(message.TableId) && !(isDelete && message.TableId == OfpTable.All))
            {
                return OfpError.From(FlowModFailed.BadTableId);
            }

            if ((message.Flags & ~Known) != 0)
            {
                return OfpError.From(FlowModFailed.BadFlags);
            }

            if (!FlowMatchCompiler.TryCompile(message.Match, out FlowMatch match, out OfpError? unfit))
            {
                return unfit;
            }

            if (isDelete)
            {
                DeleteFlows(in message, in match);
                return null;
            }

            return ChangeFlows(in message, in match, rules);
        }
    }

    /// <summary>The entries that a statistics request names, in no particular order.</summary>
    public IReadOnlyList<FlowSnapshot> GetFlows(in FlowFilter filter)
    {
        lock (_control)
        {
            long now = _time.GetTimestamp();
            FlowMatch match = filter.Match;
            var flows = new List<FlowSnapshot>();
            foreach (TableSlot slot in _tables)
            {
                if (slot.Existing is not { } table || (filter.TableId != OfpTable.All && filter.TableId != slot.Id))
                {
                    continue;
                }

                _selected.Clear();
                table.Collect(in match, 0, strict: false, filter.Cookie, filter.CookieMask, _selected);
                foreach (FlowEntry entry in _selected)
                {
                    var program = ProgramOf(entry);
                    if (IsNamed(program, filter.OutPort, filter.OutGroup))
                    {
                        flows.Add(new FlowSnapshot(
                            slot.Id, entry, program.InstructionBytes, _time.GetElapsedTime(entry.CreatedAt, now)));
                    }
                }
            }

            _selected.Clear();
            return flows;
        }
    }

    /// <summary>All tables of the pipeline, by id.</summary>
    public IReadOnlyList<TableSnapshot> GetTables()
    {
        lock (_control)
        {
            return [.. Chosen(OfpTable.All).Select(static slot => new TableSnapshot(slot.Id, slot.Count, slot.Capacity, slot.Lookups, slot.Matched))];
        }
    }

    private static FlowProgram ProgramOf(FlowEntry entry) => (FlowProgram)entry.Program!; // set before the entry is added

    private static bool IsNamed(FlowProgram program, uint outPort, uint outGroup) =>
        (outPort == OfpPort.Any || program.OutputsTo(outPort)) && (outGroup == OfpGroup.Any || program.Uses(outGroup));

    private OfpError? ChangeFlows(in FlowModReader message, in FlowMatch match, FlowModRules rules)
    {
        bool isMiss = message.Priority == 0 && match.IsAny;
        if (CompileProgram(message.Instructions, message.Match, message.TableId, isMiss, rules, out FlowProgram program) is { } refused)
        {
            return refused;
        }

        TableSlot slot = _tables[message.TableId];
        if (slot.Settings.Rules?.CheckInstructions(message.Instructions, isMiss && message.Command != FlowModCommand.Modify) is { } notOffered)
        {
            return notOffered;
        }

        bool isHeld = message.BufferId != OfpNoBuffer.Value && IsHeld(message.BufferId);
        bool isUnknown = message.BufferId != OfpNoBuffer.Value && !isHeld;
        if (isUnknown && (rules & FlowModRules.ChangesWithoutBuffer) == 0)
        {
            return OfpError.From(BadRequest.BufferUnknown);
        }

        bool isChanged = message.Command != FlowModCommand.Add && slot.Existing is { } existing && ModifyFlows(in message, in match, existing, program, rules);
        if (message.Command == FlowModCommand.Add || (!isChanged && (rules & FlowModRules.ModifyAdds) != 0))
        {
            if (AddFlow(in message, in match, slot, program) is { } full)
            {
                return full;
            }
        }

        if (isHeld)
        {
            RunHeldFrame(message.BufferId);
        }

        return isUnknown ? OfpError.From(BadRequest.BufferUnknown) : null;
    }

    private OfpError? AddFlow(in FlowModReader message, in FlowMatch match, TableSlot slot, FlowProgram program)
    {
        if (slot.Settings.Rules?.CheckMatch(message.Match, program.IsTableMiss) is { } notOffered)
        {
            return notOffered;
        }

        IFlowTable table = slot.GetOrMake();
        var entry = new FlowEntry(in match, message.Priority, table.FindMask(in FlowMatch.MaskOf(in match)))
        {
            Cookie = message.Cookie,
            IdleTimeoutSeconds = message.IdleTimeoutSeconds,
            HardTimeoutSeconds = message.HardTimeoutSeconds,
            Flags = message.Flags,
            Importance = program.Importance,
            MatchBytes = message.MatchBytes.ToArray(),
            CreatedAt = _time.GetTimestamp(),
            Program = program,
        };
        OfpError? refused = table.Add(entry, message.Flags, out FlowEntry? replaced);
        if (refused == OfpError.From(FlowModFailed.TableFull) && MakeRoom(slot, table, entry))
        {
            refused = table.Add(entry, message.Flags, out replaced);
        }

        if (refused is not null)
        {
            return refused;
        }

        if (_changes is { } changes)
        {
            UndoAdd(changes, table, entry, replaced);
        }

        ScheduleExpiry(slot.Id, entry);
        slot.Settings.Evictions?.Add(entry);
        NoteVacancy(slot);
        TellChange(new FlowChange(FlowUpdateEvent.Added, slot.Id, entry, Replaced: replaced));
        return null;
    }

    /// <returns>False: no entry was meant.</returns>
    private bool ModifyFlows(in FlowModReader message, in FlowMatch match, IFlowTable table, FlowProgram program, FlowModRules rules)
    {
        bool isStrict = message.Command == FlowModCommand.ModifyStrict;
        _selected.Clear();
        table.Collect(in match, message.Priority, isStrict, message.Cookie, message.CookieMask, _selected);
        FlowProgram? asMiss = null;
        foreach (FlowEntry entry in _selected)
        {
            if (_changes is { } changes)
            {
                UndoModify(changes, entry);
            }

            object? previous = entry.Program;

            // A program knows whether its packet-ins are misses: entry by entry.
            entry.Program = entry.IsTableMiss == program.IsTableMiss ? program : asMiss ??= program.As(isTableMiss: entry.IsTableMiss);
            if ((message.Flags & FlowModFlags.ResetCounts) != 0)
            {
                entry.Counters.Reset();
            }

            if ((rules & FlowModRules.ModifySetsCookie) != 0)
            {
                entry.Cookie = message.Cookie;
            }

            TellChange(new FlowChange(FlowUpdateEvent.Modified, message.TableId, entry, PreviousProgram: previous));
        }

        bool isAny = _selected.Count > 0;
        _selected.Clear();
        return isAny;
    }

    private void DeleteFlows(in FlowModReader message, in FlowMatch match)
    {
        bool isStrict = message.Command == FlowModCommand.DeleteStrict;
        foreach (TableSlot slot in _tables)
        {
            if (slot.Existing is not { } table || (message.TableId != OfpTable.All && message.TableId != slot.Id))
            {
                continue;
            }

            _selected.Clear();
            table.Collect(in match, message.Priority, isStrict, message.Cookie, message.CookieMask, _selected);
            foreach (FlowEntry entry in _selected)
            {
                if (IsNamed(ProgramOf(entry), message.OutPort, message.OutGroup))
                {
                    RemoveFlow(slot.Id, table, entry, FlowRemovedReason.Delete);
                }
            }
        }

        _selected.Clear();
    }

    private void RemoveFlow(byte tableId, IFlowTable table, FlowEntry entry, FlowRemovedReason reason)
    {
        if (!table.Remove(entry))
        {
            return;
        }

        TellRemoved(tableId, table, entry, reason);
        NoteVacancy(_tables[tableId]);
    }

    /// <summary>Raises flow-removed for an entry that has just been taken out, or notes it for the end of a commit.</summary>
    private void TellRemoved(byte tableId, IFlowTable table, FlowEntry entry, FlowRemovedReason reason)
    {
        if (_changes is { } changes)
        {
            LogRemoval(changes, tableId, table, entry, reason);
            return;
        }

        TellChange(new FlowChange(FlowUpdateEvent.Deleted, tableId, entry, reason));
        if ((entry.Flags & FlowModFlags.SendFlowRem) != 0)
        {
            _events.OnFlowRemoved(tableId, entry, reason, _time.GetElapsedTime(entry.CreatedAt));
        }
    }

    private List<FlowProgram> AllPrograms()
    {
        var entries = new List<FlowEntry>();
        foreach (TableSlot slot in _tables)
        {
            slot.Existing?.CopyTo(entries);
        }

        return entries.ConvertAll(ProgramOf);
    }

    /// <param name="groupId">Null: any group.</param>
    private void RemoveFlowsUsingGroup(uint? groupId) =>
        RemoveFlows(program => groupId is { } id ? program.Uses(id) : program.UsesAnyGroup, FlowRemovedReason.GroupDelete);

    /// <summary>1.3 has no reason of its own for a meter that went; DELETE is what it is to the controller.</summary>
    private void RemoveFlowsUsingMeter(uint meterId) =>
        RemoveFlows(
            program => program.Meter is { } meter && (meterId == OfpMeter.All || meter.Id == meterId), FlowRemovedReason.Delete);

    private void RemoveFlows(Predicate<FlowProgram> isDoomed, FlowRemovedReason reason)
    {
        foreach (TableSlot slot in _tables)
        {
            if (slot.Existing is not { } table)
            {
                continue;
            }

            _selected.Clear();
            table.CopyTo(_selected);
            foreach (FlowEntry entry in _selected)
            {
                if (isDoomed(ProgramOf(entry)))
                {
                    RemoveFlow(slot.Id, table, entry, reason);
                }
            }
        }

        _selected.Clear();
    }
}
