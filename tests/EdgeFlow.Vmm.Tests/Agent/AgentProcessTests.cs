using System.Diagnostics;
using System.Globalization;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Qemu;
using EdgeFlow.Vmm.Rpc;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>The program <c>edgeflow-host</c> itself with QEMU: killed, started again, ended.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ef-host-").FullName;
    private readonly ControllerStub _controller = new();
    private readonly List<Process> _processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_KilledThenEnded_VmRunsOnAndTheNextAgentTakesItOver()
    {
        (string kernel, string initrd) = await Requires.GuestImageAsync();
        using var vswitch = new ControlSocketStub(Path.Combine(_folder, "switch.sock"));
        string[] options = ["--kernel", kernel, "--initrd", initrd, "--memory-mib", "256"];
        Process first = Start(options);
        using HostAgentConnection before = await _controller.AcceptAsync();
        VmDescription created = await before.Agent.CreateVmAsync(AgentFixture.Spec() with { MemoryMiB = 96 }, Token);
        string tap = created.Nic?.Tap ?? "";
        int qemu = QemuPid();
        Assert.Equal(tap, vswitch.Ports[10]);

        Process intruder = Start(options);
        await intruder.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(69, intruder.ExitCode);

        first.Kill();
        await first.WaitForExitAsync(Token);
        Process second = Start(options);
        using HostAgentConnection after = await _controller.AcceptAsync();

        VmDescription found = Assert.Single(await after.Agent.ListVmsAsync(Token));
        Assert.Equal((VmState.Running, tap), (found.State, found.Nic?.Tap));
        Assert.Equal(qemu, QemuPid());
        Assert.Equal(160, (await after.Agent.DescribeAsync(Token)).MemoryFreeMiB);
        await after.Agent.StopAsync("vm1", Token);
        await after.Agent.ResumeAsync("vm1", Token);

        using (Process kill = Process.Start("kill", ["-TERM", second.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Token);
        }

        await second.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(0, second.ExitCode);
        Assert.True(QemuProcess.IsAlive(qemu));

        Start(options);
        using HostAgentConnection last = await _controller.AcceptAsync();
        Assert.Equal(VmState.Running, Assert.Single(await last.Agent.ListVmsAsync(Token)).State);
        Assert.Equal(qemu, QemuPid());
        await last.Agent.DestroyVmAsync("vm1", Token);
        Assert.Null(new TapFactory(TimeProvider.System).Adopt(tap));
        Assert.Equal([1u], vswitch.Ports.Keys);
        Assert.False(QemuProcess.IsAlive(qemu));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "state")));
    }

    [Fact]
    public async Task Agent_VmDiedWhileAgentWasAway_LeftoversRemoved()
    {
        (string kernel, string initrd) = await Requires.GuestImageAsync();
        using var vswitch = new ControlSocketStub(Path.Combine(_folder, "switch.sock"));
        string[] options = ["--kernel", kernel, "--initrd", initrd];
        Process first = Start(options);
        using HostAgentConnection before = await _controller.AcceptAsync();
        VmDescription created = await before.Agent.CreateVmAsync(AgentFixture.Spec() with { MemoryMiB = 96 }, Token);
        first.Kill();
        await first.WaitForExitAsync(Token);
        using (var qemu = Process.GetProcessById(QemuPid()))
        {
            qemu.Kill();
        }

        Start(options);
        using HostAgentConnection after = await _controller.AcceptAsync();

        Assert.Empty(await after.Agent.ListVmsAsync(Token));
        Assert.Null(new TapFactory(TimeProvider.System).Adopt(created.Nic?.Tap ?? ""));
        Assert.Equal([1u], vswitch.Ports.Keys);
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        if (File.Exists(Path.Combine(_folder, "vms", "vm1", "qemu.pid")))
        {
            using var qemu = Process.GetProcessById(QemuPid());
            qemu.Kill();
        }

        foreach (string state in Directory.GetFiles(Path.Combine(_folder, "state")))
        {
            new TapFactory(TimeProvider.System).Adopt($"ef10-{Path.GetFileNameWithoutExtension(state)}")?.Dispose();
        }

        _controller.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int QemuPid() => int.Parse(File.ReadAllText(Path.Combine(_folder, "vms", "vm1", "qemu.pid")), CultureInfo.InvariantCulture);

    private Process Start(string[] options)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "edgeflow-host.dll"),
            "--name", "server1", "--controller", _controller.Address, "--vswitch", $"edgeflow:unix:{_folder}/switch.sock", "--datapath-id", "11",
            "--transfer-address", "127.0.0.1", "--run-dir", _folder, .. options,
        ];
        Process process = Process.Start("dotnet", arguments);
        _processes.Add(process);
        return process;
    }
}
