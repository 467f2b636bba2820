using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>One flow table of the pipeline with its counters; made when its first entry comes, since most tables stay empty.</summary>
/// <remarks><b>Threads:</b> <see cref="Lookup"/>: the gate's holder; the rest: the control thread.</remarks>
internal sealed class TableSlot(byte id, int capacity, Func<byte, int, IFlowTable> make)
{
    // Of tests/EdgeFlow.Benchmarks, lookups: with one mask the table is as fast as the cache or faster, with eight masks and more it is slower.
    private const int CachedFromProbes = 4;

    private const int CacheSlots = 2048; // 370 KB for each table that is used

    private IFlowTable? _table;
    private FlowCache? _cache;
    private ulong _lookups;
    private ulong _matched;

    public byte Id => id;

    public TableSettings Settings { get; } = new();

    /// <summary>Most entries that the table can be given.</summary>
    public int MaxCapacity { get; } = capacity;

    /// <summary>Entries that it takes now; a controller may set fewer than <see cref="MaxCapacity"/>.</summary>
    public int Capacity
    {
        get;
        set
        {
            field = value;
            if (_table is not null)
            {
                _table.Capacity = value;
            }
        }
    } = capacity;

    /// <summary>The table if it has ever had an entry.</summary>
    public IFlowTable? Existing => _table;

    public int Count => _table?.Count ?? 0;

    public ulong Lookups => Volatile.Read(ref _lookups);

    public ulong Matched => Volatile.Read(ref _matched);

    public IFlowTable GetOrMake()
    {
        if (_table is null)
        {
            IFlowTable table = make(id, Capacity);
            _cache = new FlowCache(table, CacheSlots);
            Volatile.Write(ref _table, table);
        }

        return _table;
    }

    public FlowEntry? Lookup(in FlowKey key)
    {
        _lookups++;
        if (Volatile.Read(ref _table) is not { } table)
        {
            return null;
        }

        // The cache is set before the table; a remembered entry counts for one generation only, so it is never older than the table.
        FlowEntry? entry = table.LookupProbes < CachedFromProbes ? table.Lookup(in key) : _cache!.Lookup(in key);
        if (entry is not null)
        {
            _matched++;
        }

        return entry;
    }
}
