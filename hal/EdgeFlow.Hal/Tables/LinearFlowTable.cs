using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tables;

/// <summary>Flow entries in a row, highest priority first, compared one by one: exactly what a TCAM does.</summary>
/// <remarks>
/// The oracle for faster tables, and the faster one up to about ten entries. Each change builds a new array and
/// publishes it, so a lookup walks one state of the table. Among equal priorities the older entry wins.
/// <b>Cost:</b> everything is O(entries).
/// </remarks>
public sealed class LinearFlowTable : IFlowTable
{
    private FlowEntry[] _entries = [];
    private ulong _generation;

    /// <param name="capacity">Most flow entries, at least 1.</param>
    public LinearFlowTable(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
    }

    public int Capacity { get; set; }

    public int Count => _entries.Length;

    public ulong Generation => Volatile.Read(ref _generation);

    public FlowEntry? Lookup(in FlowKey key)
    {
        foreach (FlowEntry entry in Volatile.Read(ref _entries))
        {
            if (entry.Matches(in key))
            {
                return entry;
            }
        }

        return null;
    }

    public FlowMask? FindMask(in FlowKey mask)
    {
        foreach (FlowEntry entry in _entries)
        {
            if (entry.Mask.Key.EqualTo(in mask))
            {
                return entry.Mask;
            }
        }

        return null;
    }

    public OfpError? Add(FlowEntry entry, FlowModFlags flags, out FlowEntry? replaced)
    {
        replaced = null;
        if ((flags & FlowModFlags.CheckOverlap) != 0 && Overlaps(entry))
        {
            return FlowModFailed.Overlap;
        }

        int place = IndexOf(entry.Match, entry.Priority);
        if (place >= 0)
        {
            FlowEntry[] copy = [.. _entries];
            replaced = copy[place];
            if ((flags & FlowModFlags.ResetCounts) == 0)
            {
                entry.Counters = replaced.Counters;
            }

            copy[place] = entry;
            Publish(copy);
            (entry.Slot, replaced.Slot) = (0, -1);
            return null;
        }

        if (_entries.Length >= Capacity)
        {
            return FlowModFailed.TableFull;
        }

        int at = 0;
        while (at < _entries.Length && _entries[at].Priority >= entry.Priority)
        {
            at++;
        }

        Publish([.. _entries.AsSpan(0, at), entry, .. _entries.AsSpan(at)]);
        entry.Slot = 0;
        return null;
    }

    public FlowEntry? Find(in FlowMatch match, ushort priority)
    {
        int place = IndexOf(in match, priority);
        return place < 0 ? null : _entries[place];
    }

    public void Collect(
        in FlowMatch match, ushort priority, bool strict, ulong cookie, ulong cookieMask, List<FlowEntry> results)
    {
        foreach (FlowEntry entry in _entries)
        {
            bool isNamed = strict
                ? entry.Priority == priority && entry.HasMatch(in match)
                : entry.IsCoveredBy(in match);
            if (isNamed && ((entry.Cookie ^ cookie) & cookieMask) == 0)
            {
                results.Add(entry);
            }
        }
    }

    public bool Remove(FlowEntry entry)
    {
        int place = Array.IndexOf(_entries, entry);
        if (place < 0)
        {
            return false;
        }

        Publish([.. _entries.AsSpan(0, place), .. _entries.AsSpan(place + 1)]);
        entry.Slot = -1;
        return true;
    }

    public void CopyTo(List<FlowEntry> results) => results.AddRange(_entries);

    private bool Overlaps(FlowEntry entry)
    {
        foreach (FlowEntry other in _entries)
        {
            if (other.Priority == entry.Priority && other.Overlaps(entry))
            {
                return true;
            }
        }

        return false;
    }

    private int IndexOf(in FlowMatch match, ushort priority)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Priority == priority && _entries[i].HasMatch(in match))
            {
                return i;
            }
        }

        return -1;
    }

    private void Publish(FlowEntry[] entries)
    {
        Volatile.Write(ref _entries, entries);
        Volatile.Write(ref _generation, _generation + 1);
    }
}
