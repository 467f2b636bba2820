using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.Hal.Tests.Tables;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Lookups of the pipeline go through a cache once a table has several masks: no lookup may be older than the table.</summary>
public sealed class TableSlotTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public void Lookup_AfterEachChange_IsThatOfTheLinearTable(int masks)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new RandomTables(seed);
        var linear = new LinearFlowTable(200);
        var slot = new TableSlot(0, 200, static (_, capacity) => new TupleSpaceFlowTable(capacity));
        var keys = new FlowKey[32]; // few, so that they come again and the cache would answer
        foreach (ref FlowKey key in keys.AsSpan())
        {
            key = random.Key();
        }

        var all = new List<FlowEntry>();
        for (int step = 0; step < 2000; step++)
        {
            FlowEntry entry = random.Entry(masks, priorities: 60_000);
            if (random.Next(3) > 0)
            {
                var copy = new FlowEntry(entry.Match, entry.Priority);
                Assert.Equal(linear.Add(copy, 0, out _), slot.GetOrMake().Add(entry, 0, out _));
            }
            else if (slot.Existing is { Count: > 0 } table)
            {
                all.Clear();
                linear.CopyTo(all);
                FlowEntry doomed = all[random.Next(all.Count)];
                Assert.True(table.Remove(table.Find(doomed.Match, doomed.Priority)!)); // both have the same entries
                Assert.True(linear.Remove(doomed));
            }

            foreach (ref readonly FlowKey key in keys.AsSpan())
            {
                Assert.Equal(linear.Lookup(in key)?.Priority, slot.Lookup(in key)?.Priority);
            }
        }
    }
}
