using System.Numerics;
using System.Runtime.InteropServices;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Tables;

/// <summary>All flow entries of one mask, found by a hash of the masked key: one tuple of the tuple space.</summary>
/// <remarks>
/// Open addressing with linear probing, at most half full, over the lanes that the mask uses; the other lanes are neither
/// hashed nor compared. A slot holds the entry of highest priority for one masked value; entries of the same value and
/// lower priority hang behind it, out of the readers' sight.
/// <para>
/// <b>Threads:</b> one writer, many readers. Each change becomes visible by one reference store (a slot's head, or the
/// whole slot array after a rebuild, which holds the same entries). A slot's hash is written before its head; a freed slot keeps
/// a tombstone until the next rebuild, so that probing goes on. A reader that was overtaken by several changes may miss an
/// entry: <see cref="TupleSpaceFlowTable"/> notices by the generation and looks again.
/// </para>
/// </remarks>
internal sealed class MaskGroup
{
    private const int FewestSlots = 8;

    private static readonly FlowEntry s_tombstone = new(FlowMatch.Any, 0);

    private readonly Lane[] _lanes;
    private readonly Dictionary<ushort, int> _priorities = [];
    private Slot[] _slots = new Slot[FewestSlots];
    private int _usedSlots;
    private int _values;
    private int _staleRemovals;

    public MaskGroup(FlowMask mask)
    {
        Mask = mask;
        _lanes = LanesOf(in mask.Key, stackalloc Lane[FlowKey.Lanes]).ToArray();
    }

    public FlowMask Mask { get; }

    /// <summary>Entries, those behind a slot's head included.</summary>
    public int Count { get; private set; }

    /// <summary>At least the highest priority among the entries; lowered lazily. -1 if there are none.</summary>
    public int HighestPriority { get; private set; } = -1;

    /// <summary>Entry of highest priority whose value equals the key under the mask. Any thread.</summary>
    public FlowEntry? Lookup(in FlowKey key)
    {
        ulong hash = Hash(in key);
        Slot[] slots = Volatile.Read(ref _slots);
        for (uint i = (uint)hash; ; i++)
        {
            ref Slot slot = ref slots[(int)(i & (uint)(slots.Length - 1))];
            FlowEntry? head = Volatile.Read(ref slot.Head);
            if (head is null)
            {
                return null;
            }

            if (slot.Hash == hash && HasValue(head, in key) && head != s_tombstone)
            {
                return head;
            }
        }
    }

    /// <summary>Hash of a key under this mask.</summary>
    public ulong Hash(in FlowKey key)
    {
        ulong hash = 0;
        foreach (Lane lane in _lanes)
        {
            hash = LaneHash.Add(hash, key[lane.Index] & lane.Mask);
        }

        return LaneHash.Finish(hash);
    }

    public bool HasPriority(ushort priority) => _priorities.ContainsKey(priority);

    /// <summary>The entry with this value and priority.</summary>
    public FlowEntry? Find(in FlowKey value, ushort priority)
    {
        FlowEntry? entry = Lookup(in value);
        while (entry is not null && entry.Priority > priority)
        {
            entry = entry.NextSameMatch;
        }

        return entry?.Priority == priority ? entry : null;
    }

    /// <summary>Appends the entries with this value, whatever their priority.</summary>
    public void CollectValue(in FlowKey value, List<FlowEntry> results)
    {
        for (FlowEntry? entry = Lookup(in value); entry is not null; entry = entry.NextSameMatch)
        {
            results.Add(entry);
        }
    }

    /// <summary>Appends all entries.</summary>
    public void CollectAll(List<FlowEntry> results) => CollectCovered(FlowMatch.Any, results);

    /// <summary>Appends the entries that a match covers whose mask is part of this group's.</summary>
    public void CollectCovered(in FlowMatch match, List<FlowEntry> results)
    {
        // Nothing else need be looked at, and that is a cache line or two of an entry's several.
        Span<Lane> lanes = stackalloc Lane[FlowKey.Lanes];
        ReadOnlySpan<Lane> compared = LanesOf(in FlowMatch.MaskOf(in match), lanes);
        ref readonly FlowKey wanted = ref FlowMatch.ValueOf(in match);
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Head is not { } head || head == s_tombstone || !HasValue(head, in wanted, compared))
            {
                continue;
            }

            for (FlowEntry? entry = head; entry is not null; entry = entry.NextSameMatch)
            {
                results.Add(entry);
            }
        }
    }

    /// <param name="entry">Its mask is this group's, and no entry of the same value and priority is here.</param>
    public void Insert(FlowEntry entry)
    {
        entry.ValueHash = Hash(in entry.Value);
        int place = SlotOf(entry);
        if (place >= 0)
        {
            Chain(entry, ref _slots[place]);
        }
        else
        {
            if ((_usedSlots + 1) * 2 > _slots.Length)
            {
                Rebuild();
            }

            entry.NextSameMatch = null;
            Occupy(_slots, entry);
            _values++;
        }

        Count++;
        CollectionsMarshal.GetValueRefOrAddDefault(_priorities, entry.Priority, out _)++;
        HighestPriority = Math.Max(HighestPriority, entry.Priority);
    }

    /// <summary>Puts an entry in the place of one with the same value and priority.</summary>
    public void Replace(FlowEntry old, FlowEntry entry)
    {
        entry.ValueHash = old.ValueHash;
        entry.NextSameMatch = old.NextSameMatch;
        Link(old, entry);
    }

    /// <param name="entry">Is in this group.</param>
    public void Remove(FlowEntry entry)
    {
        if (entry.NextSameMatch is not null || _slots[SlotOf(entry)].Head != entry)
        {
            Link(entry, entry.NextSameMatch);
        }
        else
        {
            Volatile.Write(ref _slots[SlotOf(entry)].Head, s_tombstone);
            _values--;
        }

        Count--;
        ForgetPriority(entry.Priority);
        if (_slots.Length > FewestSlots && _values * 16 < _slots.Length)
        {
            Rebuild();
        }
    }

    private static ReadOnlySpan<Lane> LanesOf(in FlowKey mask, Span<Lane> room)
    {
        int count = 0;
        for (int i = 0; i < FlowKey.Lanes; i++)
        {
            if (mask[i] != 0)
            {
                room[count++] = new Lane(i, mask[i]);
            }
        }

        return room[..count];
    }

    private static bool HasValue(FlowEntry entry, in FlowKey key, ReadOnlySpan<Lane> lanes)
    {
        ref readonly FlowKey value = ref entry.Value;
        foreach (Lane lane in lanes)
        {
            if (((value[lane.Index] ^ key[lane.Index]) & lane.Mask) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // Lookups see the head only, so a new head is one store and the rest is invisible.
    private static void Chain(FlowEntry entry, ref Slot slot)
    {
        FlowEntry head = slot.Head!;
        if (head.Priority < entry.Priority)
        {
            entry.NextSameMatch = head;
            Volatile.Write(ref slot.Head, entry);
            return;
        }

        FlowEntry before = head;
        while (before.NextSameMatch is { } next && next.Priority > entry.Priority)
        {
            before = next;
        }

        entry.NextSameMatch = before.NextSameMatch;
        before.NextSameMatch = entry;
    }

    private void Occupy(Slot[] slots, FlowEntry entry)
    {
        uint i = (uint)entry.ValueHash;
        while (slots[(int)(i & (uint)(slots.Length - 1))].Head is { } head && head != s_tombstone)
        {
            i++;
        }

        ref Slot slot = ref slots[(int)(i & (uint)(slots.Length - 1))];
        if (slot.Head is null)
        {
            _usedSlots++;
        }

        slot.Hash = entry.ValueHash;
        Volatile.Write(ref slot.Head, entry);
    }

    // Makes whoever points to the old entry point to another, or to nothing.
    private void Link(FlowEntry old, FlowEntry? other)
    {
        ref Slot slot = ref _slots[SlotOf(old)];
        if (slot.Head == old)
        {
            Volatile.Write(ref slot.Head, other);
            return;
        }

        FlowEntry before = slot.Head!;
        while (before.NextSameMatch != old)
        {
            before = before.NextSameMatch!;
        }

        before.NextSameMatch = other;
    }

    // Slot whose head has the entry's value; -1 if none. The entry's hash is set.
    private int SlotOf(FlowEntry entry)
    {
        for (uint i = (uint)entry.ValueHash; ; i++)
        {
            int place = (int)(i & (uint)(_slots.Length - 1));
            if (_slots[place].Head is not { } head)
            {
                return -1;
            }

            if (head.ValueHash == entry.ValueHash && head != s_tombstone
                && HasValue(head, in entry.Value))
            {
                return place;
            }
        }
    }

    private bool HasValue(FlowEntry entry, in FlowKey key) => HasValue(entry, in key, _lanes);

    // Readers of the old array find the same entries; tombstones stay behind.
    private void Rebuild()
    {
        int size = Math.Max(FewestSlots, (int)BitOperations.RoundUpToPowerOf2((uint)(_values + 1) * 4));
        var slots = new Slot[size];
        _usedSlots = 0;
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Head is { } head && head != s_tombstone)
            {
                Occupy(slots, head);
            }
        }

        Volatile.Write(ref _slots, slots);
    }

    private void ForgetPriority(ushort priority)
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(_priorities, priority, out _) == 0)
        {
            _priorities.Remove(priority);
        }

        // Walking all priorities is paid for by as many removals.
        if (++_staleRemovals >= _priorities.Count)
        {
            _staleRemovals = 0;
            HighestPriority = -1;
            foreach (ushort present in _priorities.Keys)
            {
                HighestPriority = Math.Max(HighestPriority, present);
            }
        }
    }

    private struct Slot
    {
        public ulong Hash;
        public FlowEntry? Head;
    }

    private readonly record struct Lane(int Index, ulong Mask);
}
