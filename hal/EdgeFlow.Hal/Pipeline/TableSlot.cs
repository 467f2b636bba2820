using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>One flow table of the pipeline with its counters; made when its first entry comes, since most tables stay empty.</summary>
/// <remarks><b>Threads:</b> <see cref="Lookup"/>: the gate's holder; the rest: the control thread.</remarks>
internal sealed class TableSlot(byte id, int capacity, Func<byte, int, IFlowTable> make)
{
    private IFlowTable? _table;
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
            Volatile.Write(ref _table, make(id, Capacity));
        }

        return _table;
    }

    public FlowEntry? Lookup(in FlowKey key)
    {
        _lookups++;
        FlowEntry? entry = Volatile.Read(ref _table)?.Lookup(in key);
        if (entry is not null)
        {
            _matched++;
        }

        return entry;
    }
}
