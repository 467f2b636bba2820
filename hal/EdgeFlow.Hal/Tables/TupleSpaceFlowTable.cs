using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tables;

/// <summary>The fast flow table: tuple space search over distinct masks.</summary>
/// <remarks>
/// <b>What it is.</b> Flow entries are grouped by mask (<see cref="MaskGroup"/>); within a group a lookup is one hash
/// probe. Groups are visited by falling highest priority, and the search ends at the first group that cannot
/// beat what was found. So a lookup costs O(masks) at worst, whatever the number of entries.
/// <para>
/// <b>Publication.</b> The order of groups is an immutable array, published whole. A change has exactly one store that lookups can
/// see the effect of (a slot's head inside a group); stores around it change nothing that a lookup returns:
/// a new group or a raised priority is published before the entry is in, a lowered one or an emptied group after it is out.
/// Each change ends with an increment of the generation. A lookup reads the generation, searches, reads it again:
/// unchanged means that at most one change, not yet finished, ran beside it, and of that it saw the one store or did not,
/// so the result is that of the table before or after. Changed means that it may have mixed several
/// changes, so it searches again. It never waits for a writer that was suspended in the middle of a change.
/// </para>
/// <para>
/// <b>Progress.</b> A search that was overtaken <see cref="PatientTries"/> times in a row (very many masks under a storm of
/// changes) raises a flag that the writer respects before its next change.
/// </para>
/// <para>
/// <b>Cost.</b> Add, replace, strict find and remove: O(1) hash probes, plus O(masks) when a mask appears, vanishes or
/// gets a new highest priority; entries of one match are chained by priority, so thousands of priorities of the very same match
/// make those adds linear in them. Non-strict selection: one probe if the masks are equal, else a walk over the groups
/// whose mask includes the given one. Overlap check: a walk over the groups that hold the priority.
/// </para>
/// <b>Threads:</b> as <see cref="IFlowTable"/>.
/// </remarks>
public sealed class TupleSpaceFlowTable : IFlowTable
{
    private const int PatientTries = 8;

    private readonly List<FlowEntry> _entries = [];
    private readonly Dictionary<FlowKey, MaskGroup> _groups = [];
    private MaskGroup? _recentGroup; // the last one found: flow-mods in a row often have one mask
    private readonly List<FlowEntry> _scratch = [];
    private Rank[] _order = [];
    private ulong _generation;
    private int _starvedLookups;

    /// <param name="capacity">Most flow entries, at least 1.</param>
    public TupleSpaceFlowTable(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    public int Capacity { get; set; }

    public int Count => _entries.Count;

    public ulong Generation => Volatile.Read(ref _generation);

    public int LookupProbes => Volatile.Read(ref _order).Length;

    /// <summary>Distinct masks, each of which costs a lookup at most one probe.</summary>
    public int MaskCount => _groups.Count;

    public FlowEntry? Lookup(in FlowKey key)
    {
        for (int i = 0; i < PatientTries; i++)
        {
            if (TryLookup(in key, out FlowEntry? entry))
            {
                return entry;
            }
        }

        return LookupStarved(in key);
    }

    public FlowMask? FindMask(in FlowKey mask) => FindGroup(in mask)?.Mask;

    public OfpError? Add(FlowEntry entry, FlowModFlags flags, out FlowEntry? replaced)
    {
        replaced = null;
        if ((flags & FlowModFlags.CheckOverlap) != 0 && Overlaps(entry))
        {
            return FlowModFailed.Overlap;
        }

        MaskGroup? group = FindGroup(in entry.Mask.Key);
        FlowEntry? old = group?.Find(in entry.Value, entry.Priority);
        if (old is null && _entries.Count >= Capacity)
        {
            return FlowModFailed.TableFull;
        }

        LetStarvedLookupsPass();
        if (old is not null)
        {
            if ((flags & FlowModFlags.ResetCounts) == 0)
            {
                entry.Counters = old.Counters;
            }

            group!.Replace(old, entry); // old was found in it
            _entries[old.Slot] = entry;
            (entry.Slot, old.Slot) = (old.Slot, -1);
            replaced = old;
        }
        else
        {
            Insert(entry, group);
        }

        Volatile.Write(ref _generation, _generation + 1);
        return null;
    }

    public FlowEntry? Find(in FlowMatch match, ushort priority) =>
        FindGroup(in FlowMatch.MaskOf(in match))?.Find(in FlowMatch.ValueOf(in match), priority);

    public void Collect(
        in FlowMatch match, ushort priority, bool strict, ulong cookie, ulong cookieMask, List<FlowEntry> results)
    {
        if (strict)
        {
            if (Find(in match, priority) is { } entry && ((entry.Cookie ^ cookie) & cookieMask) == 0)
            {
                results.Add(entry);
            }

            return;
        }

        _scratch.Clear();
        if (match.IsAny)
        {
            _scratch.AddRange(_entries);
        }
        else
        {
            foreach (MaskGroup group in _groups.Values)
            {
                CollectCovered(in match, group);
            }
        }

        foreach (FlowEntry entry in _scratch)
        {
            if (((entry.Cookie ^ cookie) & cookieMask) == 0)
            {
                results.Add(entry);
            }
        }

        _scratch.Clear();
    }

    public bool Remove(FlowEntry entry)
    {
        int slot = entry.Slot;
        if (slot < 0 || slot >= _entries.Count || _entries[slot] != entry)
        {
            return false;
        }

        LetStarvedLookupsPass();
        MaskGroup group = FindGroup(in entry.Mask.Key)!; // the entry is in it
        int highest = group.HighestPriority;
        group.Remove(entry);
        FlowEntry last = _entries[^1];
        _entries[slot] = last;
        last.Slot = slot;
        _entries.RemoveAt(_entries.Count - 1);
        entry.Slot = -1;
        if (group.Count == 0)
        {
            _groups.Remove(group.Mask.Key);
            _recentGroup = null;
        }

        if (group.HighestPriority != highest)
        {
            PublishOrder(group, group.HighestPriority);
        }

        Volatile.Write(ref _generation, _generation + 1);
        return true;
    }

    public void CopyTo(List<FlowEntry> results) => results.AddRange(_entries);

    private MaskGroup? FindGroup(in FlowKey mask)
    {
        if (_recentGroup is { } recent && recent.Mask.Key.EqualTo(in mask))
        {
            return recent;
        }

        return _groups.TryGetValue(mask, out MaskGroup? group) ? _recentGroup = group : null;
    }

    private bool TryLookup(in FlowKey key, out FlowEntry? best)
    {
        ulong generation = Volatile.Read(ref _generation);
        best = null;
        int priority = -1;
        foreach (ref readonly Rank rank in Volatile.Read(ref _order).AsSpan())
        {
            if (rank.HighestPriority <= priority)
            {
                break;
            }

            FlowEntry? entry = rank.Group.Lookup(in key);
            if (entry is not null && entry.Priority > priority)
            {
                best = entry;
                priority = entry.Priority;
            }
        }

        // All loads above come before the second look at the generation, on ARM too.
        Volatile.ReadBarrier();
        return Volatile.Read(ref _generation) == generation;
    }

    private FlowEntry? LookupStarved(in FlowKey key)
    {
        Interlocked.Increment(ref _starvedLookups);
        FlowEntry? entry;
        while (!TryLookup(in key, out entry))
        {
        }

        Interlocked.Decrement(ref _starvedLookups);
        return entry;
    }

    private void LetStarvedLookupsPass()
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref _starvedLookups) != 0)
        {
            spin.SpinOnce();
        }
    }

    private void Insert(FlowEntry entry, MaskGroup? group)
    {
        int highest = group?.HighestPriority ?? -1;
        if (group is null)
        {
            group = new MaskGroup(entry.Mask);
            _groups.Add(group.Mask.Key, group);
        }

        if (entry.Priority > highest)
        {
            PublishOrder(group, entry.Priority);
        }

        group.Insert(entry);
        entry.Slot = _entries.Count;
        _entries.Add(entry);
    }

    // Moves one group to its place in a new order; priority -1: the group is empty and leaves.
    private void PublishOrder(MaskGroup changed, int highestPriority)
    {
        var order = new Rank[_groups.Count];
        int at = 0;
        bool isPlaced = highestPriority < 0;
        foreach (ref readonly Rank rank in _order.AsSpan())
        {
            if (rank.Group == changed)
            {
                continue;
            }

            if (!isPlaced && rank.HighestPriority < highestPriority)
            {
                order[at++] = new Rank(changed, highestPriority);
                isPlaced = true;
            }

            order[at++] = rank;
        }

        if (!isPlaced)
        {
            order[at] = new Rank(changed, highestPriority);
        }

        Volatile.Write(ref _order, order);
    }

    private void CollectCovered(in FlowMatch match, MaskGroup group)
    {
        ref readonly FlowKey wanted = ref FlowMatch.MaskOf(in match);
        if (wanted.EqualTo(in group.Mask.Key))
        {
            group.CollectValue(in FlowMatch.ValueOf(in match), _scratch);
        }
        else if ((wanted & group.Mask.Key).EqualTo(in wanted))
        {
            group.CollectCovered(in match, _scratch);
        }
    }

    private bool Overlaps(FlowEntry entry)
    {
        foreach (MaskGroup group in _groups.Values)
        {
            if (!group.HasPriority(entry.Priority))
            {
                continue;
            }

            _scratch.Clear();
            if ((entry.Mask.Key & group.Mask.Key).EqualTo(in group.Mask.Key))
            {
                group.CollectValue(entry.Value & group.Mask.Key, _scratch);
            }
            else
            {
                group.CollectAll(_scratch);
            }

            foreach (FlowEntry other in _scratch)
            {
                if (other.Priority == entry.Priority && other.Overlaps(entry))
                {
                    _scratch.Clear();
                    return true;
                }
            }
        }

        _scratch.Clear();
        return false;
    }

    private readonly record struct Rank(MaskGroup Group, int HighestPriority);
}
