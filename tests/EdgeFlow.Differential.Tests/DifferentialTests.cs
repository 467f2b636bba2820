using System.Globalization;
using System.Net.Sockets;
using System.Text;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Comparison;
using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests;

/// <summary>edgeflow-switch and Open vSwitch get the same flow tables and the same frames; the same must come out.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int DefaultTables = 150, FramesPerTable = 16, MaxUnexplained = 5;

    [Fact]
    public void RandomTables_RandomFrames_SameAsOpenVSwitchButForItsFaults()
    {
        TestBench.Require();
        int first = Setting("EDGEFLOW_DIFFERENTIAL_SEED", 1), count = Setting("EDGEFLOW_DIFFERENTIAL_TABLES", DefaultTables);
        using var bench = new TestBench();
        var unexplained = new List<string>();
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var totals = new Totals();

        for (int seed = first; seed < first + count && unexplained.Count < MaxUnexplained; seed++)
        {
            try
            {
                Compare(bench, seed, faults, unexplained, totals);
            }
            catch (Exception e) when (e is TimeoutException or SocketException or EndOfStreamException && bench.IsTheirsGone())
            {
                string words = bench.LastWords;
                if (KnownFaults.Assertions.FirstOrDefault(assertion => words.Contains(assertion, StringComparison.Ordinal)) is { } assertion)
                {
                    string name = $"Open vSwitch ends: {assertion}";
                    faults[name] = faults.GetValueOrDefault(name) + 1;
                }
                else
                {
                    unexplained.Add($"seed {seed}: Open vSwitch ended by itself\n{words}");
                }

                bench.RestartTheirs();
            }
        }

        output.WriteLine($"{totals.Tables} tables, {totals.Frames} frames, {totals.Copies} copies came out, {totals.Refused} mods refused by both");
        foreach ((string name, int times) in faults)
        {
            output.WriteLine($"{times} times: {name}");
        }

        Assert.True(unexplained.Count == 0, string.Join("\n\n", unexplained));
        Assert.True(totals.Copies > totals.Frames / 4, $"only {totals.Copies} copies of {totals.Frames} frames came out: the tables test little");
    }

    private static void Compare(TestBench bench, int seed, SortedDictionary<string, int> faults, List<string> unexplained, Totals totals)
    {
        var random = new Random(seed);
        var maker = new TableMaker(random);
        var frames = new FrameMaker(random);
        RandomTable table = maker.Make();
        Dictionary<uint, uint> ourErrors = bench.Ours.Install(table), theirErrors = bench.Theirs.Install(table);
        totals.Tables++;
        if (!ourErrors.Keys.Order().SequenceEqual(theirErrors.Keys.Order()))
        {
            unexplained.Add(Refusals(seed, table, ourErrors, theirErrors));
            return;
        }

        totals.Refused += ourErrors.Count;
        var minimizer = new Minimizer(bench);
        for (int i = 0; i < FramesPerTable && unexplained.Count < MaxUnexplained; i++)
        {
            byte[] frame = frames.Make(maker.Kind());
            int port = random.Next(1, Taps.Count + 1);
            Outcome ours = bench.Ours.Inject(port, frame), theirs = bench.Theirs.Inject(port, frame);
            totals.Frames++;
            totals.Copies += ours.Frames.Count;
            if (ours.Equals(theirs))
            {
                continue;
            }

            RandomTable taken = table.Without(ourErrors.Keys);
            var found = new Difference(taken, port, frame, ours, theirs);
            Difference? again = minimizer.Ask(taken, port, frame);
            if (again is null || !again.Ours.Equals(ours))
            {
                // Theirs may have been late; ours may not.
                if (!(again?.Ours ?? bench.Ours.Inject(port, frame)).Equals(ours))
                {
                    unexplained.Add($"seed {seed}, frame {i}: edgeflow-switch does not answer twice alike\n{found}");
                }
            }
            else
            {
                Difference smallest = minimizer.Minimize(again);
                if (KnownFaults.All.FirstOrDefault(fault => fault.Explains(smallest)) is { } known)
                {
                    faults[known.Name] = faults.GetValueOrDefault(known.Name) + 1;
                }
                else
                {
                    unexplained.Add($"seed {seed}, frame {i}:\n{smallest}");
                }
            }

            bench.Ours.Install(table);
            bench.Theirs.Install(table);
        }
    }

    private static string Refusals(int seed, RandomTable table, Dictionary<uint, uint> ours, Dictionary<uint, uint> theirs)
    {
        var text = new StringBuilder($"seed {seed}: refused by one only (error type and code)");
        string[] mods = [.. table.Mods];
        foreach (uint place in ours.Keys.Union(theirs.Keys).Where(place => ours.ContainsKey(place) != theirs.ContainsKey(place)).Order())
        {
            bool isOurs = ours.TryGetValue(place, out uint error);
            error = isOurs ? error : theirs[place];
            string mod = place < mods.Length ? mods[place] : "the deletion of everything";
            text.Append(CultureInfo.InvariantCulture, $"\n    {(isOurs ? "edgeflow-switch" : "Open vSwitch")} {error >> 16}/{error & 0xffff}: {mod}");
        }

        return text.ToString();
    }

    private static int Setting(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

    private sealed class Totals
    {
        internal int Tables, Frames, Copies, Refused;
    }
}
