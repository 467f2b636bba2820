using System.Text.Json;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>The demo as a newcomer runs it: real programs, namespaces, VMs.</summary>
[Collection("lab")]
public sealed class DemoTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    [RootFact]
    public async Task Lossless_Qemu_NothingLostInAnyRun()
    {
        LabProgram.RequireQemu();

        List<JsonElement> runs = await CleanRunsAsync("--strategy", "lossless", "--vmm", "qemu");

        Assert.All(runs, AssertNothingLost);
        Assert.All(runs, run => Assert.Equal(JsonValueKind.Null, run.GetProperty("memoryMatched").ValueKind));
    }

    [RootFact]
    public async Task Lossless_Embedded_NothingLostAndMemoryEqual()
    {
        foreach (JsonElement run in await DemoAsync(3, "--strategy", "lossless", "--vmm", "embedded", "--repeat", "3"))
        {
            AssertNothingLost(run);
            Assert.True(run.GetProperty("memoryMatched").GetBoolean());
        }
    }

    [Fact]
    public async Task Lossless_Simulated_NothingLostWithinAMinute()
    {
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();

        JsonElement run = (await DemoAsync(1, "--simulated"))[0];

        AssertNothingLost(run);
        Assert.True(run.GetProperty("memoryMatched").GetBoolean());
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, 60);
    }

    [RootFact]
    public async Task OnArrival_Embedded_LosesThePauseAtMost() =>
        AssertLossBounded(await DemoAsync(3, "--strategy", "on-arrival", "--vmm", "embedded", "--repeat", "3"));

    [RootFact]
    public async Task Follow_Embedded_LosesThePauseAtMost() =>
        AssertLossBounded(await DemoAsync(3, "--strategy", "follow", "--vmm", "embedded", "--repeat", "3"));

    [RootFact]
    public async Task Follow_Qemu_LosesThePauseAtMost()
    {
        LabProgram.RequireQemu();

        AssertLossBounded(await DemoAsync(4, "--strategy", "follow", "--vmm", "qemu", "--repeat", "4"));
    }

    [RootFact]
    public async Task Lossless_QemuOverOpenVSwitch_NothingLostInAnyRunAndPausesMostlyBelow200Ms()
    {
        LabProgram.RequireQemu();
        LabProgram.RequireOvs();
        string[] settings = ["rmem_default", "wmem_default", "netdev_max_backlog"];
        string[] before = [.. settings.Select(ReadSetting)];

        List<JsonElement> runs = await CleanRunsAsync("--strategy", "lossless", "--vmm", "qemu", "--switches", "ovs");

        Assert.All(runs, AssertNothingLost);

        // The first move of a lab still compiles, and on a slow machine that takes it beyond.
        double[] pauses = [.. runs.Select(run => run.GetProperty("pauseMs").GetDouble())];
        Assert.True(pauses.Count(pause => pause is > 0 and < 200) >= 2, string.Join(" ", pauses));
        Assert.Equal(before, settings.Select(ReadSetting));

        static string ReadSetting(string name) => File.ReadAllText($"/proc/sys/net/core/{name}");
    }

    /// <summary>Three runs in a row. If one of them lost anything, three others, the last: what else runs on a shared machine may spoil a run.</summary>
    private async Task<List<JsonElement>> CleanRunsAsync(params string[] arguments)
    {
        string[] all = [.. arguments, "--repeat", "3"];
        List<JsonElement> runs = await DemoAsync(3, all);
        return runs.TrueForAll(run => Faults(run) == (0, 0, 0)) ? runs : await DemoAsync(3, all);
    }

    private static void AssertNothingLost(JsonElement run)
    {
        Assert.Equal((0, 0, 0), Faults(run));
        Assert.True(run.GetProperty("sent").GetInt32() > 2000, "the probe sent next to nothing");
    }

    private static (int Lost, int Duplicated, int Reordered) Faults(JsonElement run) =>
        (run.GetProperty("lost").GetInt32(), run.GetProperty("duplicated").GetInt32(), run.GetProperty("reordered").GetInt32());

    /// <summary>
    /// Per protocol no more lost than the frames of the pause and of 20 ms: in two of the runs at least, because what else runs on a shared machine
    /// can keep a guest from answering what came before its pause.
    /// </summary>
    private static void AssertLossBounded(List<JsonElement> runs)
    {
        int bounded = runs.Count(run =>
        {
            int bound = (int)Math.Ceiling((run.GetProperty("pauseMs").GetDouble() + 20) / 1000 * run.GetProperty("probeHz").GetInt32());
            return run.GetProperty("udp").GetProperty("lost").GetInt32() <= bound && run.GetProperty("icmp").GetProperty("lost").GetInt32() <= bound;
        });
        Assert.True(bounded >= 2, $"in {bounded} of {runs.Count} runs no more lost than the frames of the pause and 20 ms");
    }

    /// <summary>Runs the demo with <c>--json</c>; every run must be "ok", and nothing of it may stay.</summary>
    private async Task<List<JsonElement>> DemoAsync(int runs, params string[] arguments)
    {
        CommandResult result = await LabProgram.LabAsync(s_limit, ["demo", "--json", .. arguments]);
        output.WriteLine(result.Errors);
        output.WriteLine(result.Output);
        List<JsonElement> objects = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
        Assert.All(objects, run => Assert.Equal("ok", run.GetProperty("result").GetString()));
        Assert.Equal(runs, objects.Count);
        Assert.Null(LabState.Load());
        if (!Interop.Libc.IsRoot)
        {
            return objects;
        }

        Assert.DoesNotContain(await LabNetwork.ListNamespacesAsync(), name => name.StartsWith(LabNames.Prefix, StringComparison.Ordinal));
        return objects;
    }
}
