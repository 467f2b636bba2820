using System.Diagnostics;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Switches;

namespace EdgeFlow.Vmm.Tests.Switches;

/// <summary>A tap plugged into a real Open vSwitch bridge (netdev data path) in a network namespace and with a database of the test's own.</summary>
public sealed class OvsSwitchTests : IDisposable
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    private readonly string _folder = Directory.CreateTempSubdirectory("ef-ovs-").FullName;
    private readonly string _namespace = $"efovs{Environment.ProcessId}";
    private readonly List<Process> _processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlugAndUnplug_Tap_AtTheNumberAskedFor()
    {
        Requires.Root();
        Assert.SkipUnless(File.Exists(Schema), "needs openvswitch-switch");
        string socket = await StartAsync();
        var virtualSwitch = new OvsSwitch("efbr0", socket);
        await RunAsync("ip", "-n", _namespace, "tuntap", "add", "eftap", "mode", "tap");
        Assert.Empty(await virtualSwitch.GetPortsAsync(Token));

        await virtualSwitch.PlugAsync(85, "eftap", Token);

        Assert.Equal([85u], await virtualSwitch.GetPortsAsync(Token));
        await virtualSwitch.UnplugAsync(85, "eftap", Token);
        await virtualSwitch.UnplugAsync(85, "eftap", Token);
        Assert.Empty(await virtualSwitch.GetPortsAsync(Token));
        HostAgentException refusal = await Assert.ThrowsAsync<HostAgentException>(() => virtualSwitch.PlugAsync(86, "efnone", Token));
        Assert.Equal(HostAgentErrorCode.NetworkFailed, refusal.Code);
        Assert.Empty(await virtualSwitch.GetPortsAsync(Token));
    }

    [Fact]
    public async Task GetPorts_NoDatabase_RefusedWithItsWords()
    {
        Assert.SkipUnless(File.Exists(Schema), "needs openvswitch-switch");
        var virtualSwitch = new OvsSwitch("efbr0", Path.Combine(_folder, "nobody.sock"));

        HostAgentException refusal = await Assert.ThrowsAsync<HostAgentException>(() => virtualSwitch.GetPortsAsync(Token));

        Assert.Equal(HostAgentErrorCode.NetworkFailed, refusal.Code);
        Assert.Contains("nobody.sock", refusal.Message, StringComparison.Ordinal);
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

        if (File.Exists($"/run/netns/{_namespace}"))
        {
            using Process removal = Process.Start("ip", ["netns", "del", _namespace]);
            removal.WaitForExit();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        string database = Path.Combine(_folder, "conf.db");
        string socket = Path.Combine(_folder, "db.sock");
        await RunAsync("ip", "netns", "add", _namespace);
        await RunAsync("ovsdb-tool", "create", database, Schema);
        Start("ovsdb-server", database, $"--remote=punix:{socket}", $"--unixctl={_folder}/db.ctl", "--no-chdir", $"--log-file={_folder}/db.log");
        await Wait.UntilAsync(() => File.Exists(socket));
        await RunAsync("ovs-vsctl", $"--db=unix:{socket}", "--no-wait", "init");
        Start("ip", "netns", "exec", _namespace, "ovs-vswitchd", $"unix:{socket}", $"--unixctl={_folder}/vswitchd.ctl", "--no-chdir", $"--log-file={_folder}/vswitchd.log");

        // fail_mode secure: it forwards nothing by itself.
        await RunAsync(
            "ovs-vsctl", $"--db=unix:{socket}", "--timeout=20", "add-br", "efbr0", "--", "set", "bridge", "efbr0", "datapath_type=netdev", "fail_mode=secure");
        return socket;
    }

    private void Start(string program, params string[] arguments) =>
        _processes.Add(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!); // never null: no shell

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }
}
