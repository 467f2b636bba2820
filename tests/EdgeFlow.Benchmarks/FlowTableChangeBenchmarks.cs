using BenchmarkDotNet.Attributes;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Benchmarks;

/// <summary>Time per change of a table that grows from empty to its capacity: what a controller's flow-mods cost in the table.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class FlowTableChangeBenchmarks
{
    private const int EntryCount = 10_000;

    private FlowEntry[] _entries = [];
    private readonly List<FlowEntry> _named = [];

    [Params(1, 32, 128)]
    public int Masks { get; set; }

    [GlobalSetup]
    public void Make() => _entries = TableMaker.Entries(EntryCount, Masks);

    [Benchmark(OperationsPerInvoke = EntryCount)]
    public int Add() => Fill(new TupleSpaceFlowTable(EntryCount)).Count;

    [Benchmark(OperationsPerInvoke = EntryCount)]
    public int AddThenRemoveStrict()
    {
        TupleSpaceFlowTable table = Fill(new TupleSpaceFlowTable(EntryCount));
        foreach (FlowEntry entry in _entries)
        {
            table.Remove(table.Find(entry.Match, entry.Priority)!); // each was added
        }

        return table.Count;
    }

    [Benchmark(OperationsPerInvoke = EntryCount)]
    public int AddThenRemoveLoose()
    {
        TupleSpaceFlowTable table = Fill(new TupleSpaceFlowTable(EntryCount));
        foreach (FlowEntry entry in _entries)
        {
            _named.Clear();
            table.Collect(entry.Match, 0, strict: false, 0, 0, _named);
            foreach (FlowEntry named in _named)
            {
                table.Remove(named);
            }
        }

        return table.Count;
    }

    private TupleSpaceFlowTable Fill(TupleSpaceFlowTable table)
    {
        foreach (FlowEntry entry in _entries)
        {
            table.Add(new FlowEntry(entry.Match, entry.Priority), 0, out _);
        }

        return table;
    }
}
