using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Comparison;
using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests;

/// <summary>edgeflow-switch and Open vSwitch get the same flow tables and the same frames; the same must come out.</summary>
[Collection(SharedBench.Name)]
public sealed class DifferentialTests(BenchFixture fixture, ITestOutputHelper output)
{
    private const int DefaultTables = 150, FramesPerTable = 16, MaxUnexplained = 10, MaxTries = 3;
    private static readonly TimeSpan s_reportEvery = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly List<string> _unexplained = [];
    private readonly HashSet<string> _seen = [];
    private int _tables, _frames, _copies, _packetIns, _counted, _refused, _unsteady, _late;

    [Fact]
    public void RandomTables_RandomFrames_SameAsOpenVSwitchButForItsFaults()
    {
        TestBench bench = fixture.Bench;
        int first = Setting("EDGEFLOW_DIFFERENTIAL_SEED", 1), seconds = Setting("EDGEFLOW_DIFFERENTIAL_SECONDS", 0);
        int count = Setting("EDGEFLOW_DIFFERENTIAL_TABLES", seconds > 0 ? int.MaxValue - first : DefaultTables);
        TimeSpan limit = seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue, nextReport = s_reportEvery;
        var clock = Stopwatch.StartNew();

        for (int seed = first; seed < first + count && clock.Elapsed < limit && _unexplained.Count < MaxUnexplained; seed++)
        {
            try
            {
                Compare(bench, seed);
            }
            catch (Exception e) when (e is TimeoutException or SocketException or EndOfStreamException && bench.IsTheirsGone())
            {
                RecordEnd(seed, bench.LastWords);
                bench.RestartTheirs();
            }

            if (clock.Elapsed > nextReport)
            {
                nextReport = clock.Elapsed + s_reportEvery;
                output.WriteLine($"{clock.Elapsed.TotalSeconds:f0} s, next seed {seed + 1}: {Totals()}");
            }
        }

        output.WriteLine($"seeds from {first} on: {Totals()}");
        foreach ((string name, int times) in _faults)
        {
            output.WriteLine($"{times} times: {name}");
        }

        Assert.True(_unexplained.Count == 0, string.Join("\n\n", _unexplained));
        Assert.True(_copies > _frames / 4, $"only {_copies} copies of {_frames} frames came out: the tables test little");
    }

    private void Compare(TestBench bench, int seed)
    {
        var random = new Random(seed);
        var maker = new TableMaker(random);
        var frames = new FrameMaker(random);
        RandomTable table = maker.Make();
        Input[] inputs =
            [.. Enumerable.Range(0, FramesPerTable).Select(i => new Input(random.Next(1, Taps.Count + 1), frames.Make(maker.Kind(), (uint)(seed * FramesPerTable + i))))];
        Dictionary<uint, uint> ourErrors = bench.Ours.Install(table), theirErrors = bench.Theirs.Install(table);
        _tables++;
        if (!ourErrors.Keys.Order().SequenceEqual(theirErrors.Keys.Order()))
        {
            _unexplained.Add(Refusals(seed, table, ourErrors, theirErrors));
            return;
        }

        _refused += ourErrors.Count;
        table = table.Without(ourErrors.Keys);
        Answers ours = bench.Ours.Ask(inputs), theirs = bench.Theirs.Ask(inputs);
        Input[] equal = [.. inputs.Where((_, i) => ours.Outcomes[i].Equals(theirs.Outcomes[i]))];
        _frames += inputs.Length;
        _copies += ours.Outcomes.Sum(outcome => outcome.Copies.Count);
        _packetIns += ours.Outcomes.Sum(outcome => outcome.Copies.Count(copy => copy.Port == Copy.Controller));
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!ours.Outcomes[i].Equals(theirs.Outcomes[i]) && !Explain(bench, seed, table, inputs[i]))
            {
                CheckSame(bench, seed, table, inputs[i], ours.Outcomes[i]);
            }
        }

        CompareCounters(bench, seed, table, equal, equal.Length == inputs.Length ? (ours, theirs) : null);
    }

    // Counters of frames that came out alike: those of the others differ with them.
    private void CompareCounters(TestBench bench, int seed, RandomTable table, Input[] inputs, (Answers Ours, Answers Theirs)? known)
    {
        if (known is null)
        {
            bench.Ours.Install(table);
            bench.Theirs.Install(table);
        }

        (Answers ours, Answers theirs) = known ?? (bench.Ours.Ask(inputs), bench.Theirs.Ask(inputs));
        if (theirs.Counters is null)
        {
            _unsteady++;
            return;
        }

        _counted++;
        if (ours.Counters!.SequenceEqual(theirs.Counters)) // ours always has them
        {
            return;
        }

        bool isFound = false;
        foreach (Input input in inputs)
        {
            isFound |= Explain(bench, seed, table, input);
        }

        for (int i = 0; i < MaxTries && !isFound; i++)
        {
            bench.Theirs.Install(table);
            theirs = bench.Theirs.Ask(inputs);
            isFound = theirs.Counters is { } again && again.SequenceEqual(ours.Counters);
            _late += isFound ? 1 : 0;
        }

        if (!isFound)
        {
            _unexplained.Add($"""
                seed {seed}: counted differently together, but not one by one
                    {table}
                    {string.Join("\n    ", inputs.AsEnumerable())}
                edgeflow-switch:
                    {string.Join("\n    ", ours.Counters!)}
                Open vSwitch:
                    {string.Join("\n    ", theirs.Counters ?? ["now this, now that"])}
                """);
        }
    }

    // No difference is left when both are asked again: then it was Open vSwitch that was late, and edgeflow-switch says the same as before.
    private void CheckSame(TestBench bench, int seed, RandomTable table, Input input, Outcome before)
    {
        bench.Ours.Install(table);
        Outcome again = bench.Ours.Ask([input]).Outcomes[0];
        if (again.Equals(before))
        {
            _late++;
        }
        else
        {
            _unexplained.Add($"""
                seed {seed}: edgeflow-switch has changed its mind
                    {table}
                    {input}
                before, among other frames:
                    {before}
                again:
                    {again}
                """);
        }
    }

    // Asked again, since Open vSwitch may have been late; edgeflow-switch may not. What is a known fault is cured, to see whether there is something behind it.
    private bool Explain(TestBench bench, int seed, RandomTable table, Input input)
    {
        var minimizer = new Minimizer(bench);
        RandomTable? left = table;
        int found = 0;
        while (left is not null && minimizer.Ask(left, input) is { } difference)
        {
            Difference smallest = minimizer.Minimize(difference);
            KnownFault? known = found++ < KnownFaults.All.Count ? KnownFaults.All.FirstOrDefault(fault => fault.Explains(smallest)) : null;
            if (known is null)
            {
                AddUnexplained(seed, smallest);
                return true;
            }

            Count(known.Name);
            left = minimizer.Accepted(known.Cure(left));
        }

        return found > 0;
    }

    private void AddUnexplained(int seed, Difference smallest)
    {
        if (_seen.Add(smallest.Table.ToString()))
        {
            _unexplained.Add($"seed {seed}:\n{smallest}");
        }
    }

    private void RecordEnd(int seed, string words)
    {
        if (KnownEnd.All.FirstOrDefault(end => words.Contains(end.Message, StringComparison.Ordinal)) is { } known)
        {
            Count($"Open vSwitch ends: {known.Message}");
        }
        else
        {
            _unexplained.Add($"seed {seed}: Open vSwitch ended by itself\n{words}");
        }
    }

    private void Count(string fault) => _faults[fault] = _faults.GetValueOrDefault(fault) + 1;

    private string Totals() =>
        $"{_tables} tables, {_frames} frames, {_copies} copies came out, {_packetIns} of them packet-ins; counters of {_counted} tables compared, "
        + $"of {_unsteady} not; {_refused} mods refused by both; {_late} times Open vSwitch was late; {_faults.Values.Sum()} differences are known faults, {_unexplained.Count} are not";

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
}
