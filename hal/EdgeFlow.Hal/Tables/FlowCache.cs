using System.Numerics;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Tables;

/// <summary>Remembers which flow entry the last frames with the very same key hit, in front of one flow table.</summary>
/// <remarks>
/// Direct-mapped with two places per hash; an entry is valid for one generation of the table, so any change of the
/// table empties the cache at no cost. Pays off when the table has many masks and frames come in trains.
/// <b>Threads:</b> one packet thread per cache; the table may change at any time. <b>Cost:</b> 176 bytes per slot; hit or
/// miss allocates nothing.
/// </remarks>
public sealed class FlowCache
{
    private readonly IFlowTable _table;
    private readonly Slot[] _slots;

    /// <param name="table">What it stands before.</param>
    /// <param name="slots">Keys remembered; rounded up to a power of two, at least 2.</param>
    public FlowCache(IFlowTable table, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 2);
        _table = table;
        _slots = new Slot[(int)BitOperations.RoundUpToPowerOf2((uint)slots)];
    }

    /// <summary>Lookups answered without the table.</summary>
    public ulong Hits { get; private set; }

    /// <summary>Lookups that the table answered.</summary>
    public ulong Misses { get; private set; }

    /// <inheritdoc cref="IFlowTable.Lookup"/>
    public FlowEntry? Lookup(in FlowKey key)
    {
        // Read before the lookup: if the table changes in between, what is remembered is already stale.
        ulong generation = _table.Generation + 1; // 0 marks an unused slot
        ulong hash = key.Hash();
        ref Slot first = ref _slots[(int)(hash & (uint)(_slots.Length - 1))];
        if (first.Generation == generation && first.Hash == hash && first.Key.EqualTo(in key))
        {
            Hits++;
            return first.Entry;
        }

        ref Slot second = ref _slots[(int)(hash >> 32 & (uint)(_slots.Length - 1))];
        if (second.Generation == generation && second.Hash == hash && second.Key.EqualTo(in key))
        {
            Hits++;
            return second.Entry;
        }

        Misses++;
        FlowEntry? entry = _table.Lookup(in key);
        ref Slot place = ref first.Generation == generation ? ref second : ref first;
        place.Generation = generation;
        place.Hash = hash;
        place.Key = key;
        place.Entry = entry;
        return entry;
    }

    private struct Slot
    {
        public ulong Generation;
        public ulong Hash;
        public FlowEntry? Entry;
        public FlowKey Key;
    }
}
