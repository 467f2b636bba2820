using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Tables;

/// <summary>A reader beside a writer sees the table before or after each change, never a mixture.</summary>
public sealed class FlowTableConcurrencyTests
{
    private const int Rounds = 60_000;

    public static TheoryData<string> Tables => ["linear", "tuple-space"];

    // One frame matches a moving entry: it is added under another mask before the old one is removed, so at any moment at least
    // one is there. The tables around it grow and shrink, so that slot arrays are rebuilt.
    [Theory]
    [MemberData(nameof(Tables))]
    public void Lookup_EntryMovesBetweenMasks_NeverMissing(string kind)
    {
        IFlowTable table = Make(kind);
        FlowKey key = default;
        key.InPort = 1;
        key.EthDst = new(0x020000000001);
        key.Ipv4Dst = 0x0A000001;
        FlowMatch[] places = [Only(key, 0), Only(key, 1), Only(key, 2), Only(key, 3)];
        var current = new FlowEntry(in places[0], 10);
        Assert.Null(table.Add(current, 0, out _));
        using var stop = new CancellationTokenSource();
        long looked = 0;
        Exception? failure = null;
        var reader = new Thread(() =>
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    FlowEntry? found = table.Lookup(in key);
                    Assert.NotNull(found);
                    Assert.InRange(found.Priority, 10, 13);
                    Interlocked.Increment(ref looked);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = e;
            }
        });
        reader.Start();
        SpinWait.SpinUntil(() => Interlocked.Read(ref looked) > 0 || !reader.IsAlive); // a busy machine may start it late
        var random = new Random(17);
        var others = new Queue<FlowEntry>();
        for (int i = 1; i <= Rounds && failure is null; i++)
        {
            var next = new FlowEntry(in places[i % 4], (ushort)(10 + random.Next(4)));
            Assert.Null(table.Add(next, 0, out FlowEntry? replaced));
            if (replaced != current)
            {
                Assert.True(table.Remove(current));
            }

            current = next;
            FlowKey other = key;
            other.InPort = (uint)(2 + random.Next(50));
            var noise = new FlowEntry(Only(other, 0), 20);
            table.Add(noise, 0, out _);
            others.Enqueue(noise);
            while (others.Count > random.Next(200))
            {
                table.Remove(others.Dequeue());
            }
        }

        stop.Cancel();
        reader.Join();
        Assert.Null(failure);
        Assert.True(looked > 0);
    }

    // A change that has returned is seen by every lookup after it, from another thread too.
    [Theory]
    [MemberData(nameof(Tables))]
    public void Lookup_AfterChangeReturned_SeesIt(string kind)
    {
        IFlowTable table = Make(kind);
        FlowKey key = default;
        key.InPort = 7;
        FlowMatch match = Only(key, 0);
        long published = 0;
        bool isDone = false;
        long wrong = 0;
        long looked = 0;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
            {
                Volatile.Write(ref looked, looked + 1);
                long atLeast = Volatile.Read(ref published);
                long seen = (long)(table.Lookup(in key)?.Cookie ?? 0);
                wrong += seen < atLeast ? 1 : 0;
            }
        });
        reader.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref looked) > 0);
        for (long i = 1; i <= Rounds; i++)
        {
            table.Add(new FlowEntry(in match, 5) { Cookie = (ulong)i }, FlowModFlags.ResetCounts, out _);
            Volatile.Write(ref published, i);
        }

        Volatile.Write(ref isDone, true);
        reader.Join();
        Assert.Equal(0, wrong);
    }

    private static IFlowTable Make(string kind) =>
        kind == "linear" ? new LinearFlowTable(1000) : new TupleSpaceFlowTable(1000);

    // Four ways to match the same frame under different masks.
    private static FlowMatch Only(in FlowKey key, int way)
    {
        FlowKey mask = default;
        mask.InPort = way is 0 or 3 ? uint.MaxValue : 0;
        mask.EthDst = new(way is 1 or 3 ? ulong.MaxValue : 0);
        mask.Ipv4Dst = way == 2 ? uint.MaxValue : 0;
        return new FlowMatch(in key, in mask);
    }
}
