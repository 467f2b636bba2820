using BenchmarkDotNet.Attributes;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Benchmarks;

/// <summary>Time and bytes per lookup that hits, by entries and masks.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class FlowTableLookupBenchmarks
{
    private const int KeyCount = 1024;

    private FlowKey[] _keys = [];
    private TupleSpaceFlowTable _tuple = new(1);
    private LinearFlowTable _linear = new(1);
    private FlowCache _cache = new(new LinearFlowTable(1), 2);

    [Params(100, 1_000, 10_000, 100_000)]
    public int Entries { get; set; }

    [Params(1, 8, 32, 128)]
    public int Masks { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        FlowEntry[] entries = TableMaker.Entries(Entries, Masks);
        _keys = TableMaker.Keys(entries, KeyCount);
        _tuple = new TupleSpaceFlowTable(Entries);
        _cache = new FlowCache(_tuple, 4 * KeyCount);
        _linear = new LinearFlowTable(Entries);
        foreach (FlowEntry entry in entries)
        {
            _tuple.Add(entry, 0, out _);
        }

        // The linear table copies itself on each change: beyond this many entries filling takes minutes and tells nothing new.
        foreach (FlowEntry entry in entries.Take(10_000))
        {
            _linear.Add(new FlowEntry(entry.Match, entry.Priority), 0, out _);
        }
    }

    [Benchmark(OperationsPerInvoke = KeyCount)]
    public int TupleSpace() => Run(_tuple);

    [Benchmark(OperationsPerInvoke = KeyCount)]
    public int TupleSpaceBehindCache()
    {
        int priorities = 0;
        foreach (ref readonly FlowKey key in _keys.AsSpan())
        {
            priorities += _cache.Lookup(in key)?.Priority ?? 0;
        }

        return priorities;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = KeyCount)]
    public int LinearUpTo10000() => Run(_linear);

    private int Run(IFlowTable table)
    {
        int priorities = 0;
        foreach (ref readonly FlowKey key in _keys.AsSpan())
        {
            priorities += table.Lookup(in key)?.Priority ?? 0;
        }

        return priorities;
    }
}
