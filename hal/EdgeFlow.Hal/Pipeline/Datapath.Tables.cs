using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Hal.Pipeline;

/// <content>How flow tables are configured: eviction, vacancy events (OpenFlow 1.4's, for 1.3 by ONF extension 192), features (1.3.5 §7.3.5.5).</content>
public sealed partial class Datapath
{
    /// <summary>All that eviction looks at, in this order.</summary>
    public const EvictionFlags EvictionOrder = EvictionFlags.Importance | EvictionFlags.Lifetime;

    /// <summary>Whether the pipeline has this table; a controller may have left it out.</summary>
    public bool HasTable(byte tableId)
    {
        lock (_control)
        {
            return Holds(tableId);
        }
    }

    /// <summary>Switches eviction and vacancy events of a table on or off: the table-mod of OpenFlow 1.4.1 §7.3.4.1.</summary>
    /// <param name="tableId">0xff: all tables.</param>
    /// <param name="config">What is not in it is switched off.</param>
    /// <param name="thresholds">Null: they stay.</param>
    /// <returns>TABLE_MOD_FAILED with BAD_TABLE, or BAD_CONFIG: a bit that is unknown, thresholds above 100 or the wrong way round.</returns>
    public OfpError? ConfigureTable(byte tableId, TableConfig config, VacancyThresholds? thresholds)
    {
        const TableConfig Known = TableConfig.DeprecatedMask | TableConfig.Eviction | TableConfig.VacancyEvents;
        lock (_control)
        {
            if (!Holds(tableId) && tableId != OfpTable.All)
            {
                return OfpError.From(TableModFailed.BadTable);
            }

            if ((config & ~Known) != 0 || (thresholds is { } given && (given.Up > 100 || given.Down > given.Up)))
            {
                return OfpError.From(TableModFailed.BadConfig);
            }

            foreach (TableSlot slot in Chosen(tableId))
            {
                SetEviction(slot, (config & TableConfig.Eviction) != 0);
                TableSettings settings = slot.Settings;
                settings.Vacancy = thresholds ?? settings.Vacancy;
                settings.HasVacancyEvents = (config & TableConfig.VacancyEvents) != 0;
                settings.NextEvent = VacancyOf(slot) < settings.Vacancy.Up ? TableReason.VacancyUp : TableReason.VacancyDown;
            }

            return null;
        }
    }

    /// <summary>Switches eviction alone.</summary>
    /// <param name="tableId">0xff: all tables.</param>
    /// <returns>TABLE_MOD_FAILED/BAD_TABLE.</returns>
    public OfpError? SetEviction(byte tableId, bool isEvicting)
    {
        lock (_control)
        {
            if (!Holds(tableId) && tableId != OfpTable.All)
            {
                return OfpError.From(TableModFailed.BadTable);
            }

            foreach (TableSlot slot in Chosen(tableId))
            {
                SetEviction(slot, isEvicting);
            }

            return null;
        }
    }

    /// <summary>All tables of the pipeline, by id.</summary>
    public IReadOnlyList<TableDescription> GetTableDescriptions()
    {
        lock (_control)
        {
            return [.. Chosen(OfpTable.All).Select(Describe)];
        }
    }

    /// <summary>What the tables of the pipeline offer, by id; as a controller set it, or all that they can do.</summary>
    public IReadOnlyList<TableFeatures> GetTableFeatures()
    {
        lock (_control)
        {
            return [.. Chosen(OfpTable.All).Select(FeaturesOf)];
        }
    }

    /// <summary>Makes the pipeline what a controller wants: exactly these tables, each with these features; all or nothing.</summary>
    /// <remarks>Tables that are left out, or whose features change, lose their entries, without flow-removed (OpenFlow 1.3.5 §7.3.5.5). A later
    /// request may bring tables back.</remarks>
    /// <returns>TABLE_FEATURES_FAILED with BAD_TABLE (not there, twice, or no table 0), BAD_METADATA, BAD_TYPE, BAD_LEN or BAD_ARGUMENT; then
    /// nothing has changed.</returns>
    public OfpError? SetTableFeatures(IReadOnlyList<TableFeatures> tables)
    {
        lock (_control)
        {
            TableSet pipeline = default;
            foreach (TableFeatures table in tables)
            {
                if (table.TableId >= _tables.Length || pipeline.Contains(table.TableId))
                {
                    return OfpError.From(TableFeaturesFailed.BadTable);
                }

                pipeline = pipeline.With(table.TableId);
            }

            if (!pipeline.Contains(0))
            {
                return OfpError.From(TableFeaturesFailed.BadTable); // frames start there
            }

            var rules = new TableRules[tables.Count];
            for (int i = 0; i < rules.Length; i++)
            {
                if (TableFeatureCompiler.Compile(tables[i], pipeline, _tables[tables[i].TableId].MaxCapacity, out rules[i]) is { } unfit)
                {
                    return unfit;
                }
            }

            foreach (TableSlot slot in _tables)
            {
                if (!pipeline.Contains(slot.Id))
                {
                    Empty(slot);
                    slot.Settings.IsLeftOut = true;
                }
            }

            for (int i = 0; i < rules.Length; i++)
            {
                SetFeatures(_tables[tables[i].TableId], tables[i], rules[i]);
            }

            return null;
        }
    }

    private static byte VacancyOf(TableSlot slot) => (byte)(100L * (slot.Capacity - slot.Count) / slot.Capacity);

    private static TableDescription Describe(TableSlot slot)
    {
        TableSettings settings = slot.Settings;
        TableConfig config = (settings.Evictions is null ? TableConfig.None : TableConfig.Eviction)
            | (settings.HasVacancyEvents ? TableConfig.VacancyEvents : TableConfig.None);
        return new TableDescription(slot.Id, config, settings.Vacancy.Down, settings.Vacancy.Up, VacancyOf(slot));
    }

    private bool Holds(byte tableId) => tableId < _tables.Length && !_tables[tableId].Settings.IsLeftOut;

    private IEnumerable<TableSlot> Chosen(byte tableId) =>
        _tables.Where(slot => !slot.Settings.IsLeftOut && (tableId == OfpTable.All || tableId == slot.Id));

    private TableFeatures FeaturesOf(TableSlot slot) =>
        slot.Settings.Features ?? TableFeatureDefaults.Of(slot.Id, _tables.Length, slot.MaxCapacity);

    private void SetFeatures(TableSlot slot, TableFeatures features, TableRules rules)
    {
        // Left to itself a table goes to all that there can be.
        TableSet all = _tables.Aggregate(default(TableSet), static (set, each) => set.With(each.Id));
        TableFeatureCompiler.Compile(TableFeatureDefaults.Of(slot.Id, _tables.Length, slot.MaxCapacity), all, slot.MaxCapacity, out TableRules everything);
        TableSettings settings = slot.Settings;
        if (rules != (settings.Rules ?? everything))
        {
            Empty(slot);
            slot.Capacity = rules.MaxEntries;
        }

        settings.Rules = rules == everything ? null : rules;
        settings.Features = features;
        settings.IsLeftOut = false;
    }

    private void Empty(TableSlot slot)
    {
        if (slot.Existing is not { } table)
        {
            return;
        }

        _selected.Clear();
        table.CopyTo(_selected);
        foreach (FlowEntry entry in _selected)
        {
            table.Remove(entry);
        }

        _selected.Clear();
        NoteVacancy(slot);
    }

    private void SetEviction(TableSlot slot, bool isEvicting)
    {
        if (isEvicting == slot.Settings.Evictions is not null)
        {
            return;
        }

        slot.Settings.Evictions = isEvicting ? new EvictionQueue(entry => DeadlineOf(entry, out _)) : null;
        if (!isEvicting || slot.Existing is not { } table)
        {
            return;
        }

        _selected.Clear();
        table.CopyTo(_selected);
        foreach (FlowEntry entry in _selected)
        {
            slot.Settings.Evictions!.Add(entry); // made above
        }

        _selected.Clear();
    }

    /// <summary>Lets an entry of a full table go, if eviction is on and there is one that may go.</summary>
    private bool MakeRoom(TableSlot slot, IFlowTable table, FlowEntry newcomer)
    {
        if (slot.Settings.Evictions?.Choose(newcomer.Importance) is not { } victim || !table.Remove(victim))
        {
            return false;
        }

        TellRemoved(slot.Id, table, victim, FlowRemovedReason.Eviction);
        return true;
    }

    /// <summary>Tells when the room left has crossed a threshold; called after entries came or went.</summary>
    private void NoteVacancy(TableSlot slot)
    {
        TableSettings settings = slot.Settings;
        if (!settings.HasVacancyEvents || _changes is not null)
        {
            return;
        }

        byte vacancy = VacancyOf(slot);
        if (settings.NextEvent == TableReason.VacancyDown && vacancy < settings.Vacancy.Down)
        {
            settings.NextEvent = TableReason.VacancyUp;
            _events.OnTableStatus(TableReason.VacancyDown, Describe(slot));
        }
        else if (settings.NextEvent == TableReason.VacancyUp && vacancy > settings.Vacancy.Up)
        {
            settings.NextEvent = TableReason.VacancyDown;
            _events.OnTableStatus(TableReason.VacancyUp, Describe(slot));
        }
    }
}
