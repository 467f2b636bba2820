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
    public async Task Lossless_Qemu_ThreeOfFourRunsAtLeastAreClean()
    {
        LabProgram.RequireQemu();

        List<JsonElement> runs = await DemoAsync(4, "--strategy", "lossless", "--vmm", "qemu", "--repeat", "4");

        // Not all: the first one, in which all these programs compile their code on two cores, has shown answers reordered (78 of 32,534), and
        // before the guest answered ICMP itself lost (53 of 27,458).
        Assert.All(runs, run => Assert.Equal(0, run.GetProperty("duplicated").GetInt32()));
        JsonElement[] clean = [.. runs.Where(run => Faults(run) == (0, 0, 0))];
        Assert.True(clean.Length >= 3, $"{clean.Length} of {runs.Count} runs without loss or reordering");
        Assert.All(clean, AssertNothingLost);
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
    public async Task Lossless_QemuOverOpenVSwitch_NothingLost()
    {
        LabProgram.RequireQemu();
        LabProgram.RequireOvs();

        List<JsonElement> runs = await DemoAsync(4, "--strategy", "lossless", "--vmm", "qemu", "--switches", "ovs", "--repeat", "4");

        // One of them: six daemons of Open vSwitch on two cores lose frames by themselves when something else takes a core. The goal of 200 ms is
        // measured (README.md); here a machine that others use may need longer.
        Assert.Contains(runs, run => Faults(run) == (0, 0, 0) && run.GetProperty("pauseMs").GetDouble() is > 0 and < 400);
    }

    private static void AssertNothingLost(JsonElement run)
    {
        Assert.Equal((0, 0, 0), Faults(run));
        Assert.True(run.GetProperty("sent").GetInt32() > 2000, "the probe sent next to nothing");
    }

    private static (int Lost, int Duplicated, int Reordered) Faults(JsonElement run) =>
        (run.GetProperty("lost").GetInt32(), run.GetProperty("duplicated").GetInt32(), run.GetProperty("reordered").GetInt32());

    /// <summary>
    /// Per protocol no more lost than the frames of 20 ms and of the pause, or of the time without answers where a shared machine made that
    /// longer; in the best of the runs.
    /// </summary>
    private static void AssertLossBounded(List<JsonElement> runs) => Assert.Contains(runs, run =>
    {
        double away = Math.Max(run.GetProperty("pauseMs").GetDouble(), run.GetProperty("longestGapMs").GetDouble());
        int bound = (int)Math.Ceiling((away + 20) / 1000 * run.GetProperty("probeHz").GetInt32());
        return run.GetProperty("udp").GetProperty("lost").GetInt32() <= bound && run.GetProperty("icmp").GetProperty("lost").GetInt32() <= bound;
    });

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
