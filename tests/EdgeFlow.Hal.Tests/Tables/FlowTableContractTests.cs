using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Tables;

/// <summary>OpenFlow 1.3.5 §6.4, clause by clause, on every flow table.</summary>
public sealed class FlowTableContractTests
{
    public static TheoryData<string> Tables => ["linear", "tuple-space"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Add_FullTable_TableFullAndUnchanged(string kind)
    {
        IFlowTable table = Make(kind, capacity: 2);
        Assert.Null(table.Add(ToPort(1), 0, out _));
        Assert.Null(table.Add(ToPort(2), 0, out _));
        ulong generation = table.Generation;

        Assert.Equal(OfpError.From(FlowModFailed.TableFull), table.Add(ToPort(3), 0, out _));
        Assert.Equal((2, generation), (table.Count, table.Generation));
        Assert.Null(table.Lookup(KeyOf(3)));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Add_SameMatchAndPriorityInFullTable_Replaces(string kind)
    {
        IFlowTable table = Make(kind, capacity: 1);
        FlowEntry old = ToPort(1);
        FlowEntry next = ToPort(1);
        table.Add(old, 0, out _);

        Assert.Null(table.Add(next, 0, out FlowEntry? replaced));
        Assert.Same(old, replaced);
        Assert.Same(next, table.Lookup(KeyOf(1)));
        Assert.False(table.Remove(old));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void FindMask_EntriesComeAndGo_TheirsAsLongAsOneIsThere(string kind)
    {
        IFlowTable table = Make(kind, capacity: 4);
        FlowKey mask = ToPort(1).Match.Mask;
        Assert.Null(table.FindMask(in mask));
        FlowEntry first = ToPort(1);
        table.Add(first, 0, out _);
        FlowMask? shared = table.FindMask(in mask);
        var second = new FlowEntry(ToPort(2).Match, 1, shared);
        table.Add(second, 0, out _);

        Assert.Equal(mask, shared?.Key);
        Assert.Same(second, table.Lookup(KeyOf(2)));
        Assert.True(table.Remove(first));
        Assert.Equal(mask, table.FindMask(in mask)?.Key);
        Assert.True(table.Remove(second));
        Assert.Null(table.FindMask(in mask));
        Assert.Null(table.Add(ToPort(3), 0, out _));
        Assert.NotNull(table.Lookup(KeyOf(3)));
    }

    // "If the OFPFF_RESET_COUNTS flag is set, counters must be cleared, otherwise they should be copied from the replaced entry."
    [Theory]
    [InlineData("linear", FlowModFlags.None, 1)]
    [InlineData("linear", FlowModFlags.ResetCounts, 0)]
    [InlineData("tuple-space", FlowModFlags.None, 1)]
    [InlineData("tuple-space", FlowModFlags.ResetCounts, 0)]
    public void Add_Replacing_CountersByFlag(string kind, FlowModFlags flags, ulong packets)
    {
        IFlowTable table = Make(kind, 10);
        FlowEntry old = ToPort(1);
        FlowEntry next = ToPort(1);
        table.Add(old, 0, out _);
        old.Touch(64, 5);
        table.Add(next, flags, out _);

        Assert.Equal((packets, packets * 64, 0L), (next.Counters.Packets, next.Counters.Bytes, next.LastUsed));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Add_CheckOverlap_RefusedOnlyAtTheSamePriority(string kind)
    {
        IFlowTable table = Make(kind, 10);
        table.Add(ToPort(1, priority: 7), 0, out _);
        var all = new FlowEntry(FlowMatch.Any, 7);
        var below = new FlowEntry(FlowMatch.Any, 6);

        Assert.Equal(OfpError.From(FlowModFailed.Overlap), table.Add(all, FlowModFlags.CheckOverlap, out _));
        Assert.Null(table.Add(below, FlowModFlags.CheckOverlap, out _));
        Assert.Null(table.Add(ToPort(2, priority: 7), FlowModFlags.CheckOverlap, out _));
        Assert.Equal(OfpError.From(FlowModFailed.Overlap), table.Add(ToPort(2, priority: 7), FlowModFlags.CheckOverlap, out _));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Lookup_SameMatchAtSeveralPriorities_HighestThatIsLeft(string kind)
    {
        IFlowTable table = Make(kind, 10);
        FlowEntry[] entries = [ToPort(1, 5), ToPort(1, 9), ToPort(1, 7), ToPort(1, 1)];
        foreach (FlowEntry entry in entries)
        {
            Assert.Null(table.Add(entry, 0, out _));
        }

        foreach (FlowEntry expected in entries.OrderByDescending(entry => entry.Priority))
        {
            Assert.Same(expected, table.Lookup(KeyOf(1)));
            Assert.True(table.Remove(expected));
        }

        Assert.Null(table.Lookup(KeyOf(1)));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Lookup_OnlyTableMissEntryLeft_TakesTheFrame(string kind)
    {
        IFlowTable table = Make(kind, 10);
        var miss = new FlowEntry(FlowMatch.Any, 0);
        table.Add(miss, 0, out _);
        table.Add(ToPort(1), 0, out _);

        Assert.True(miss.IsTableMiss);
        Assert.Same(miss, table.Lookup(KeyOf(2)));
        Assert.NotSame(miss, table.Lookup(KeyOf(1)));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Lookup_ManyEntriesAddedAndRemoved_AllFoundThenNone(string kind)
    {
        IFlowTable table = Make(kind, 3000);
        FlowEntry[] entries = [.. Enumerable.Range(0, 3000).Select(port => ToPort((uint)port))];
        Assert.All(entries, entry => Assert.Null(table.Add(entry, 0, out _)));
        Assert.All(Enumerable.Range(0, 3000), port => Assert.Same(entries[port], table.Lookup(KeyOf((uint)port))));
        Assert.All(entries, entry => Assert.True(table.Remove(entry)));
        Assert.All(Enumerable.Range(0, 3000), port => Assert.Null(table.Lookup(KeyOf((uint)port))));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Lookup_TupleSpaceAndCache_AllocatesNothing()
    {
        IFlowTable table = Make("tuple-space", 100);
        var cache = new FlowCache(table, 16);
        for (uint port = 0; port < 100; port++)
        {
            table.Add(ToPort(port), 0, out _);
        }

        FlowKey key = KeyOf(5);
        _ = cache.Lookup(in key);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            key.InPort = (uint)i;
            _ = table.Lookup(in key);
            _ = cache.Lookup(in key);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static IFlowTable Make(string kind, int capacity) =>
        kind == "linear" ? new LinearFlowTable(capacity) : new TupleSpaceFlowTable(capacity);

    private static FlowKey KeyOf(uint port)
    {
        FlowKey key = default;
        key.InPort = port;
        key.EthDst = new(0x020000000001);
        return key;
    }

    private static FlowEntry ToPort(uint port, ushort priority = 10)
    {
        FlowKey mask = default;
        mask.InPort = uint.MaxValue;
        return new FlowEntry(new FlowMatch(KeyOf(port), in mask), priority);
    }
}
