using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Tables;

/// <summary>The same random changes to the linear table (the oracle) and to the tuple-space table: nothing may differ.</summary>
public sealed class FlowTableAgreementTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(4, 3)]
    [InlineData(64, 4)]
    [InlineData(64, 1000)]
    [InlineData(4096, 40)]
    public void RandomChanges_BothTables_AlwaysAgree(int masks, int priorities)
    {
        for (int round = 0; round < 12; round++)
        {
            int seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            Run(seed, masks, priorities);
        }
    }

    private static void Run(int seed, int masks, int priorities)
    {
        var random = new RandomTables(seed);
        var linear = new Pair(new LinearFlowTable(120));
        var tuple = new Pair(new TupleSpaceFlowTable(120));
        var cache = new FlowCache(tuple.Table, 64);

        // Asked for after each change, so that the cache remembers what was right before it.
        FlowKey[] familiar = [.. Enumerable.Range(0, 24).Select(_ => random.Key())];
        for (int step = 0; step < 400; step++)
        {
            string what = $"seed {seed} step {step}";
            switch (random.Next(10))
            {
                case < 6:
                    FlowEntry entry = random.Entry(masks, priorities);
                    var flags = (FlowModFlags)(random.Next(2) * (int)FlowModFlags.ResetCounts);
                    flags |= random.Next(3) == 0 ? FlowModFlags.CheckOverlap : 0;
                    Assert.Equal(linear.Add(entry, flags), tuple.Add(entry, flags));
                    break;
                case 6:
                    // Strict: an entry that is there, so that it is found.
                    if (linear.Some(random) is { } one)
                    {
                        Assert.True(linear.Remove(one, strict: true) == tuple.Remove(one, strict: true), what);
                    }

                    break;
                case 7:
                    FlowEntry loose = random.Entry(masks, priorities);
                    ulong cookieMask = (ulong)random.Next(2) * 7;
                    Assert.Equal(linear.Named(loose, false, cookieMask), tuple.Named(loose, false, cookieMask));
                    Assert.Equal(linear.Named(loose, true, cookieMask), tuple.Named(loose, true, cookieMask));
                    break;
                case 8:
                    FlowEntry removed = random.Entry(masks, priorities);
                    if (random.Next(4) == 0)
                    {
                        Assert.True(linear.Remove(removed, strict: false) == tuple.Remove(removed, strict: false), what);
                    }

                    break;
                default:
                    Assert.Equal(linear.Everything(), tuple.Everything());
                    break;
            }

            Assert.Equal(linear.Table.Count, tuple.Table.Count);
            for (int i = 0; i < 10; i++)
            {
                AssertSameLookup(random.Key(), linear, tuple, cache, what);
            }

            foreach (ref readonly FlowKey key in familiar.AsSpan())
            {
                AssertSameLookup(in key, linear, tuple, cache, what);
            }
        }

        Assert.True(cache.Hits > 0 && cache.Misses > 0);
    }

    private static void AssertSameLookup(in FlowKey key, Pair linear, Pair tuple, FlowCache cache, string what)
    {
        FlowEntry? expected = linear.Table.Lookup(in key);
        FlowEntry? actual = tuple.Table.Lookup(in key);
        Assert.True(expected?.Priority == actual?.Priority, what);
        Assert.True(actual is null || actual.Match.Matches(in key), what);
        Assert.Same(actual, cache.Lookup(in key));
        Assert.Same(actual, cache.Lookup(in key));

        // Where only one entry of that priority matches, it must be that one; its counters tell whether they were taken over alike.
        if (expected is not null && linear.MatchesAtPriority(in key, expected.Priority) == 1)
        {
            Assert.True(expected.Cookie == actual!.Cookie && expected.Match == actual.Match, what);
            expected.Touch(100, 1);
            actual.Touch(100, 1);
            Assert.Equal(expected.Counters.Packets, actual.Counters.Packets);
        }
    }

    private sealed class Pair(IFlowTable table)
    {
        public IFlowTable Table { get; } = table;

        public string Add(FlowEntry template, FlowModFlags flags)
        {
            var entry = new FlowEntry(template.Match, template.Priority) { Cookie = template.Cookie };
            OfpError? error = Table.Add(entry, flags, out FlowEntry? replaced);
            Assert.Equal(error is null, entry.IsInstalled);
            Assert.False(replaced?.IsInstalled ?? false);
            return $"{error} {Describe(replaced)} {entry.Counters.Packets}";
        }

        public FlowEntry? Some(RandomTables random)
        {
            var all = new List<FlowEntry>();
            Table.CopyTo(all);
            return all.Count == 0 ? null : all[random.Next(all.Count)];
        }

        public string Named(FlowEntry like, bool strict, ulong cookieMask)
        {
            return string.Join('\n', Collect(like, strict, cookieMask).Select(Describe).Order());
        }

        public int Remove(FlowEntry like, bool strict)
        {
            List<FlowEntry> named = Collect(like, strict, 0);
            Assert.Equal(strict ? named.Count : 0, Table.Find(like.Match, like.Priority) is null || !strict ? 0 : 1);
            foreach (FlowEntry entry in named)
            {
                Assert.True(Table.Remove(entry));
                Assert.False(Table.Remove(entry));
                Assert.False(entry.IsInstalled);
            }

            return named.Count;
        }

        public string Everything()
        {
            var all = new List<FlowEntry>();
            Table.CopyTo(all);
            return string.Join('\n', all.Select(Describe).Order());
        }

        public int MatchesAtPriority(in FlowKey key, ushort priority)
        {
            var all = new List<FlowEntry>();
            Table.CopyTo(all);
            int count = 0;
            foreach (FlowEntry entry in all)
            {
                count += entry.Priority == priority && entry.Match.Matches(in key) ? 1 : 0;
            }

            return count;
        }

        private List<FlowEntry> Collect(FlowEntry like, bool strict, ulong cookieMask)
        {
            var named = new List<FlowEntry>();
            Table.Collect(like.Match, like.Priority, strict, like.Cookie, cookieMask, named);
            return named;
        }

        private static string Describe(FlowEntry? entry) => entry is null
            ? "none"
            : $"{entry.Priority} {entry.Cookie} {Hex(entry.Match.Value)}/{Hex(entry.Match.Mask)} {entry.Counters.Packets}";

        private static string Hex(FlowKey key)
        {
            string text = "";
            for (int i = 0; i < FlowKey.Lanes; i++)
            {
                text += $"{key[i]:x}.";
            }

            return text;
        }
    }
}
