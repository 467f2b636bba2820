using System.Diagnostics;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>Nothing stays: neither of a lab whose maker was killed, nor of one that was interrupted.</summary>
[Collection("lab")]
public sealed class CleanUpTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [RootFact]
    public async Task Down_MakerKilledHalfway_LeavesNothing()
    {
        using Process up = LabProgram.Start(LabProgram.Path("edgeflow-lab"), "up", "--vmm", "embedded");
        await Waiting.ForAsync("a started switch", TimeSpan.FromSeconds(60), () => Task.FromResult(LabState.Load()?.Processes.Count >= 3), [], Stop);
        up.Kill();
        await up.WaitForExitAsync(Stop);
        List<LabProcess> processes = LabState.Load()!.Processes;

        CommandResult down = await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "down");

        Assert.True(down.ExitCode == 0, down.Errors);
        await AssertNothingAsync(processes);
    }

    [RootFact]
    public async Task Up_Interrupted_LeavesNothing()
    {
        using Process up = LabProgram.Start(LabProgram.Path("edgeflow-lab"), "up", "--vmm", "embedded");
        await Waiting.ForAsync("a started switch", TimeSpan.FromSeconds(60), () => Task.FromResult(LabState.Load()?.Processes.Count >= 3), [], Stop);
        List<LabProcess> processes = LabState.Load()!.Processes;

        Interop.Libc.Signal(up.Id, Interop.Libc.SIGTERM);
        await up.WaitForExitAsync(Stop);

        Assert.NotEqual(0, up.ExitCode);
        await AssertNothingAsync(processes);
    }

    [RootFact]
    public async Task Down_NoLab_SucceedsTwice()
    {
        Assert.Equal(0, (await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "down")).ExitCode);
        Assert.Equal(0, (await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "down")).ExitCode);
    }

    private static async Task AssertNothingAsync(List<LabProcess> processes)
    {
        Assert.Null(LabState.Load());
        Assert.All(processes, process => Assert.False(process.IsAlive, $"{process.Spec.Role} still runs"));
        Assert.DoesNotContain(await LabNetwork.ListNamespacesAsync(), name => name.StartsWith(LabNames.Prefix, StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetDirectories("/sys/class/net"), path => Path.GetFileName(path).StartsWith(LabNames.Prefix, StringComparison.Ordinal));
    }
}
