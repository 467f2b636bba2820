using System.Diagnostics;
using System.Globalization;
using EdgeFlow.Benchmarks.FlowMods;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Benchmarks.Lookups;

/// <summary><c>lookups</c>: table lookups per second by entries and masks, the linear table beside it, and how the time grows.</summary>
internal static class LookupsCommand
{
    private const int KeyCount = 4096;
    private const int MostLinearEntries = 10_000; // the linear table copies itself on each change: more takes minutes to fill
    private const int MostLinearKeys = 64;
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(40);

    public static int Run(ReadOnlySpan<string> args)
    {
        int rounds = new Arguments(args, "--rounds").Number("--rounds", 5);
        Console.WriteLine($"lookups per second, one thread, {KeyCount} keys in random order, median of {rounds} rounds, load {FlowModsCommand.Load()}");
        Console.WriteLine($"{"entries",8}{"masks",7}{"hit",13}{"miss",13}{"cached hit",13}{"linear hit",13}{"hit:linear",12}{"growth",8}");
        foreach (int masks in (ReadOnlySpan<int>)[1, 8, 32, 128])
        {
            double least = 0;
            foreach (int count in (ReadOnlySpan<int>)[100, 1_000, 10_000, 100_000])
            {
                double[] rates = Measure(count, masks, rounds);
                least = least == 0 ? rates[0] : least;
                string linear = rates[3] > 0 ? Text(rates[3]) : "-", ratio = rates[3] > 0 ? $"{rates[0] / rates[3]:F1}" : "-";
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count,8}{masks,7}{Text(rates[0]),13}{Text(rates[1]),13}{Text(rates[2]),13}{linear,13}{ratio,12}{least / rates[0],8:F2}"));
            }
        }

        return 0;
    }

    private static string Text(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);

    /// <returns>Tuple space hit and miss, cache hit, linear hit (0: not measured), per second.</returns>
    private static double[] Measure(int count, int masks, int rounds)
    {
        FlowEntry[] entries = TableMaker.Entries(count, masks);
        FlowKey[] hits = TableMaker.Keys(entries, KeyCount);
        FlowKey[] misses = Array.ConvertAll(hits, static key =>
        {
            key.EthDst = new(key.EthDst.Value | 0x0100_0000_0000); // every entry has a unicast destination
            return key;
        });
        var tuple = new TupleSpaceFlowTable(count);
        foreach (FlowEntry entry in entries)
        {
            tuple.Add(entry, 0, out _);
        }

        LinearFlowTable? linear = count <= MostLinearEntries ? new LinearFlowTable(count) : null;
        if (linear is not null)
        {
            foreach (FlowEntry entry in entries)
            {
                linear.Add(new FlowEntry(entry.Match, entry.Priority), 0, out _);
            }
        }

        var cache = new FlowCache(tuple, 4 * KeyCount);
        FlowKey[] few = hits[..MostLinearKeys];
        var rates = new List<double>[] { [], [], [], [] };
        for (int round = -1; round < rounds; round++) // the first warms up
        {
            double hit = Rate(hits, tuple.Lookup, true), miss = Rate(misses, tuple.Lookup, false);
            double cached = Rate(hits, cache.Lookup, true), slow = linear is null ? 0 : Rate(few, linear.Lookup, true);
            if (round >= 0)
            {
                rates[0].Add(hit);
                rates[1].Add(miss);
                rates[2].Add(cached);
                rates[3].Add(slow);
            }
        }

        return Array.ConvertAll(rates, static list => FlowModsCommand.Median(list));
    }

    private static double Rate(FlowKey[] keys, Search search, bool isHit)
    {
        long start = Stopwatch.GetTimestamp();
        long lookups = 0;
        do
        {
            foreach (ref readonly FlowKey key in keys.AsSpan())
            {
                if (search(in key) is null == isHit)
                {
                    throw new InvalidOperationException("a lookup that was to hit missed, or the other way round");
                }
            }

            lookups += keys.Length;
        }
        while (Stopwatch.GetElapsedTime(start) < s_leastTime);

        return lookups / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private delegate FlowEntry? Search(in FlowKey key);
}
