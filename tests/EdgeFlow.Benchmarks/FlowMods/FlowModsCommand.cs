using System.Diagnostics;
using System.Globalization;
using EdgeFlow.Benchmarks.Peers;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Benchmarks.FlowMods;

/// <summary><c>flow-mods</c>: flow-mods per second to the barrier reply, edgeflow-switch beside Open vSwitch, same client, same bytes.</summary>
internal static class FlowModsCommand
{
    private const int Ok = 0, BelowGoal = 1;

    // In this order the table goes from empty to full and back, so each finds what it needs.
    private static readonly Step[] s_steps =
    [
        new("add", FlowModCommand.Add, 1, IsFullAfter: true, Goal: 1.5),
        new("add over the same", FlowModCommand.Add, 2, IsFullAfter: true, Goal: 1.5),
        new("modify strict", FlowModCommand.ModifyStrict, 3, IsFullAfter: true, Goal: 1.5),
        new("modify", FlowModCommand.Modify, 4, IsFullAfter: true, Goal: 1.5),
        new("delete strict", FlowModCommand.DeleteStrict, 1, IsFullAfter: false, Goal: 3),
        new("add", FlowModCommand.Add, 1, IsFullAfter: true, Goal: 1.5),
        new("delete", FlowModCommand.Delete, 1, IsFullAfter: false, Goal: 3),
    ];

    /// <returns>0: every goal is reached; 1: not.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        var options = new Arguments(args, "--switch", "--count", "--rounds", "--masks");
        int count = options.Number("--count", 10_000);
        int rounds = options.Number("--rounds", 9);
        int masks = Math.Min(options.Number("--masks", 1), 32);
        byte[][] batches = Array.ConvertAll(s_steps, step => FlowModBatch.Make(step.Command, count, masks, step.OutPort));
        using var ours = new EdgeFlowPeer(options.Text("--switch", EdgeFlowPeer.PublishedProgram));
        using var theirs = new OpenVSwitchPeer();
        ISwitchPeer[] peers = [ours, theirs];
        RawClient[] clients = Array.ConvertAll(peers, static peer => RawClient.Connect(peer.OpenFlowPath));
        long[] grown = [.. peers.Zip(clients, (peer, client) => MeasureEntry(peer, client, masks))];
        var seconds = new Dictionary<(string, int), List<double>>();
        for (int round = -1; round < rounds; round++) // the first warms up
        {
            for (int i = 0; i < peers.Length; i++)
            {
                int peer = (round & 1) == 0 ? i : peers.Length - 1 - i;
                RunRound(clients[peer], peers[peer].Name, batches, count, (name, time) =>
                {
                    if (round >= 0)
                    {
                        ListOf(seconds, (name, peer)).Add(time);
                    }
                });
            }
        }

        foreach (RawClient client in clients)
        {
            client.Dispose();
        }

        Console.WriteLine($"{count} flow-mods over {masks} mask(s) to the barrier reply, median of {rounds} interleaved rounds, load {Load()}");
        Console.WriteLine($"{"",-20}{peers[0].Name,18}{peers[1].Name,22}{"ratio",8}{"goal",7}");
        bool isReached = true;
        foreach (Step step in s_steps.DistinctBy(static step => step.Name))
        {
            double our = count / Median(seconds[(step.Name, 0)]), their = count / Median(seconds[(step.Name, 1)]);
            isReached &= our / their >= step.Goal;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{step.Name,-20}{our,16:N0}/s{their,20:N0}/s{our / their,8:F2}{step.Goal,7:F1}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"memory per entry",-20}{grown[0],16:N0} B{grown[1],20:N0} B"));
        return isReached ? Ok : BelowGoal;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The machine's load average over the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <returns>Bytes by which the process grew, for each entry, when its table was filled for the first time.</returns>
    private static long MeasureEntry(ISwitchPeer peer, RawClient client, int masks)
    {
        const int Entries = 100_000;
        long empty = peer.ResidentBytes;
        client.Await(FlowModBatch.Make(FlowModCommand.Add, Entries, masks, outPort: 1));
        long full = peer.ResidentBytes;
        client.Await(FlowModBatch.Make(FlowModCommand.DeleteStrict, Entries, masks, outPort: 1));
        return (full - empty) / Entries;
    }

    private static List<double> ListOf(Dictionary<(string, int), List<double>> seconds, (string, int) key)
    {
        if (!seconds.TryGetValue(key, out List<double>? list))
        {
            seconds[key] = list = [];
        }

        return list;
    }

    private static void RunRound(RawClient client, string name, byte[][] batches, int count, Action<string, double> note)
    {
        for (int i = 0; i < s_steps.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            client.Await(batches[i]);
            note(s_steps[i].Name, Stopwatch.GetElapsedTime(start).TotalSeconds);
            uint expected = s_steps[i].IsFullAfter ? (uint)count : 0;
            if (client.CountFlows() is uint flows && flows != expected)
            {
                throw new InvalidOperationException($"{name}: {flows} flow entries after '{s_steps[i].Name}', not {expected}");
            }

            if (client.FirstError is { } error)
            {
                throw new InvalidOperationException($"{name} refused a flow-mod of '{s_steps[i].Name}': {error}");
            }
        }
    }

    private readonly record struct Step(string Name, FlowModCommand Command, uint OutPort, bool IsFullAfter, double Goal);
}
