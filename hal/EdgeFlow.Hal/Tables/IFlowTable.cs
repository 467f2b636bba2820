using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tables;

/// <summary>One OpenFlow flow table of fixed capacity.</summary>
/// <remarks>
/// <b>Threads:</b> one writer (the control thread, for everything but <see cref="Lookup"/>, <see cref="Generation"/> and <see cref="LookupProbes"/>),
/// many readers; a lookup sees the table before or after a change, never between, and never waits for the writer.
/// A change that has returned is seen by every lookup that begins later.
/// <b>Spec:</b> OpenFlow 1.3.5 §5.2-5.4 and §6.4.
/// </remarks>
public interface IFlowTable
{
    /// <summary>Most flow entries that it holds; if it is set below <see cref="Count"/>, those that are there stay.</summary>
    int Capacity { get; set; }

    /// <summary>Flow entries that it holds now.</summary>
    int Count { get; }

    /// <summary>Grows with every change of what lookups return; a cache of lookups is valid for one generation.</summary>
    ulong Generation { get; }

    /// <summary>Most places that one lookup looks at: a cache of lookups pays off from a few on. Any thread.</summary>
    int LookupProbes => Count;

    /// <summary>Finds the matching flow entry of highest priority; counts nothing, allocates nothing.</summary>
    /// <returns>Null: no entry matches, not even a table-miss entry, so drop. Among overlapping entries of one priority
    /// the choice is open, as in the specification.</returns>
    FlowEntry? Lookup(in FlowKey key);

    /// <summary>The mask that entries of this table share, for one that is about to be added.</summary>
    /// <returns>Null: no entry has it yet.</returns>
    FlowMask? FindMask(in FlowKey mask);

    /// <summary>Adds an entry, in place of the one with the same match and priority, whose counters it takes over unless
    /// <paramref name="flags"/> has RESET_COUNTS.</summary>
    /// <param name="entry">Not in any table.</param>
    /// <param name="flags">Of the flow-mod: CHECK_OVERLAP and RESET_COUNTS count here.</param>
    /// <param name="replaced">The entry that went; null if none.</param>
    /// <returns>Null when added; else FLOW_MOD_FAILED/OVERLAP (an entry of the same priority could match the same frame)
    /// or TABLE_FULL, and then the table is unchanged.</returns>
    OfpError? Add(FlowEntry entry, FlowModFlags flags, out FlowEntry? replaced);

    /// <summary>The entry with exactly this match and priority: modify-strict and delete-strict.</summary>
    FlowEntry? Find(in FlowMatch match, ushort priority);

    /// <summary>Collects the entries that a modify, delete or statistics request names.</summary>
    /// <param name="match">Strict: the entry's own match. Else every entry that it covers.</param>
    /// <param name="priority">Only for strict.</param>
    /// <param name="strict">Match and priority must be equal.</param>
    /// <param name="cookie">Compared under <paramref name="cookieMask"/>.</param>
    /// <param name="cookieMask">0 = any cookie.</param>
    /// <param name="results">Gets the entries appended; the table may be changed while the list is walked.</param>
    void Collect(in FlowMatch match, ushort priority, bool strict, ulong cookie, ulong cookieMask, List<FlowEntry> results);

    /// <returns>False: it is not in this table.</returns>
    bool Remove(FlowEntry entry);

    /// <summary>Appends all entries, in no particular order.</summary>
    void CopyTo(List<FlowEntry> results);
}
