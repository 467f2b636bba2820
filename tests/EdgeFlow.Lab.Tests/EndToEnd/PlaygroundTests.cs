using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>What people do to a lab: look at it, disturb it, kill parts of it, ask for impossible things.</summary>
[Collection("lab")]
public sealed partial class PlaygroundTests(PlaygroundFixture lab, ITestOutputHelper output) : IClassFixture<PlaygroundFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [RootFact]
    public void Up_JsonFile_NamesEverything()
    {
        JsonElement description = lab.Description;

        Assert.StartsWith("http://127.0.0.1:", description.GetProperty("api").GetString(), StringComparison.Ordinal);
        Assert.Equal($"{LabNames.Prefix}client", description.GetProperty("client").GetString());
        Assert.Equal($"{LabNames.Prefix}srv2", description.GetProperty("servers").GetProperty("srv2").GetString());
        Assert.Equal(["mac", "name", "ip", "server"], lab.Vm.EnumerateObject().Select(p => p.Name), new SameSet());
        string[] roles = ["controller", "switch:s1", "switch:s4", "switch:srv1", "host:srv1", "host:srv2"];
        Assert.All(roles, role =>
        {
            JsonElement process = description.GetProperty("processes").GetProperty(role);
            Assert.True(LabProcess.ReadStartTicks(process.GetProperty("pid").GetInt32()) > 0);
            Assert.True(File.Exists(process.GetProperty("log").GetString()));
            Assert.True(process.GetProperty("command").GetArrayLength() > 1);
        });
    }

    [RootFact]
    public async Task Probe_NothingHappens_NothingLost()
    {
        CommandResult result = await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "probe", "--seconds", "3");
        output.WriteLine(result.Output + result.Errors);

        ProbeReport report = ProbeReport.FromJson(result.Output);
        Assert.Equal((0, 0, 0), (report.Lost, report.Duplicated, report.Reordered));
        Assert.InRange(report.Sent, 5_500, 6_200);
    }

    /// <summary>RARP is not authentication: a host at another port that claims the VM's MAC gets none of its traffic.</summary>
    [RootFact]
    public async Task Rarp_WithTheVmsMacFromClientPort_StealsNothing()
    {
        string thief = $"{LabNames.Prefix}ext", port = $"{LabNames.Prefix}ext0", mac = lab.Vm.GetProperty("mac").GetString()!.Replace(":", "", StringComparison.Ordinal);
        string rarp = "ffffffffffff" + mac + "8035" + "0001080006040003" + mac + "00000000" + mac + "00000000" + new string('0', 36);
        using ProbeProcess probe = await ProbeProcess.StartAsync(
            lab.Description.GetProperty("client").GetString()!, lab.Vm.GetProperty("ip").GetString()!, 1000, null, Stop);
        long before = await ReceivedAsync(thief, port);

        CommandResult sent = await LabProgram.RunAsync(
            TimeSpan.FromSeconds(30), "ip", "netns", "exec", thief, LabProgram.Path("edgeflow-lab"), "send-frame", port, rarp, "--count", "40");

        Assert.True(sent.ExitCode == 0, sent.Errors);
        long stolen = await ReceivedAsync(thief, port) - before;
        ProbeReport report = await probe.StopAsync(Stop);
        output.WriteLine($"{stolen} frames at the thief; {report.ToJson()}");
        Assert.Equal(0, report.Lost);
        Assert.InRange(stolen, 0, 100); // discovery and an ARP request now and then; the VM's own traffic would be thousands
    }

    [RootFact]
    public async Task Controller_KilledAndRestarted_NoPingLostAndFlowsLeftAlone()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ovs-ofctl"), "needs Debian's openvswitch-common to read the flows");
        await Task.Delay(1500, Stop); // what earlier tests made the controller do is over
        Dictionary<string, double> before = await FlowsAsync();
        using ProbeProcess probe = await ProbeProcess.StartAsync(
            lab.Description.GetProperty("client").GetString()!, lab.Vm.GetProperty("ip").GetString()!, 1000, null, Stop);

        Libc.Signal(lab.Description.GetProperty("processes").GetProperty("controller").GetProperty("pid").GetInt32(), Libc.SIGKILL);
        await Task.Delay(1500, Stop);
        await RestartAsync("controller");
        await Task.Delay(3000, Stop);

        ProbeReport report = await probe.StopAsync(Stop);
        output.WriteLine(report.ToJson());
        Dictionary<string, double> after = await FlowsAsync();
        Assert.Equal((0, 0, 0), (report.Lost, report.Duplicated, report.Reordered));
        Assert.NotEmpty(before);
        Assert.All(before, flow =>
        {
            Assert.True(after.ContainsKey(flow.Key), $"gone: {flow.Key}");
            Assert.True(after[flow.Key] > flow.Value + 3, $"sent again ({flow.Value} s, then {after[flow.Key]} s old): {flow.Key}");
        });
    }

    [RootFact]
    public async Task Restart_VirtualSwitch_VmIsReachedAgain()
    {
        await RestartAsync($"switch:{lab.Vm.GetProperty("server").GetString()}");
        CommandResult again;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            again = await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "probe", "--seconds", "1");
        }
        while (again.ExitCode != 0 || ProbeReport.FromJson(again.Output).Lost > 0);
    }

    [RootFact]
    public async Task Migrate_Impossible_RefusedWithReasonAndNothingChanged()
    {
        string server = lab.Vm.GetProperty("server").GetString()!, vm = lab.Vm.GetProperty("name").GetString()!;

        await AssertRefusedAsync("migrations", new { vm = "nosuch", to = "srv2", strategy = "lossless" }, "nosuch");
        await AssertRefusedAsync("migrations", new { vm, to = "nowhere", strategy = "lossless" }, "nowhere");
        await AssertRefusedAsync("migrations", new { vm, to = server, strategy = "lossless" }, server);
        await AssertRefusedAsync("migrations", new { vm, to = "srv2", strategy = "teleport" }, "teleport");
        await AssertRefusedAsync(
            "vms", new { name = "huge", server = "srv1", mac = "52:54:00:ef:00:77", ip = "10.77.0.77", memoryMiB = 100_000_000 }, "huge", "100000000");

        using var client = new HttpClient();
        string vms = await client.GetStringAsync(new Uri(lab.Description.GetProperty("api").GetString() + "/api/v1/vms"), Stop);
        Assert.DoesNotContain("huge", vms, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Cli_MigrateUnknownVm_ExitCodeAndMessage()
    {
        CommandResult result = await LabProgram.RunAsync(
            TimeSpan.FromSeconds(30), LabProgram.Path("edgeflow"), "--api", lab.Description.GetProperty("api").GetString()!, "migrate", "nosuch", "--to", "srv2");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("nosuch", result.Errors + result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors + result.Output, StringComparison.Ordinal);
    }

    /// <summary>Truncated, oversized and senseless OpenFlow costs the connection it came over, nothing else.</summary>
    [RootFact]
    public async Task Controller_BrokenOpenFlow_OthersUndisturbed()
    {
        string[] garbage =
        [
            "04000004", // length below 8, and the message ends
            "040000070000000104", // length 7
            "0400ffff00000001" + new string('0', 2000), // says 65,535 bytes, then silence
            "ff00000800000001", // version 255
            "0400000800000001" + "04630008000000aa", // hello, then a type that does not exist
            "0400000800000001" + "040a001000000002ffffffff00000000", // hello, then a packet-in cut short
        ];
        foreach (string bytes in garbage)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Parse(LabNames.Management(1)), 6653, Stop);
            await client.GetStream().WriteAsync(Convert.FromHexString(bytes), Stop);
            await Task.Delay(100, Stop);
        }

        using var api = new ControllerApi(lab.Description.GetProperty("api").GetString()!);
        Assert.Equal(6, ControllerApi.Items(await api.GetAsync("switches", Stop)).Count(s => ControllerApi.Text(s, "isConnected") == "True"));
        await Probe_NothingHappens_NothingLost();
    }

    private async Task RestartAsync(string role)
    {
        CommandResult restarted = await LabProgram.LabAsync(TimeSpan.FromSeconds(60), "restart", role, "--json", lab.DescriptionFile);
        Assert.True(restarted.ExitCode == 0, restarted.Errors);
    }

    private static async Task<long> ReceivedAsync(string space, string name) =>
        long.Parse(await Shell.CheckLineAsync($"ip netns exec {space} cat /sys/class/net/{name}/statistics/rx_packets", Stop), CultureInfo.InvariantCulture);

    /// <summary>Switch, cookie, priority, match and actions of each flow of the four switches → its age in seconds.</summary>
    private static async Task<Dictionary<string, double>> FlowsAsync()
    {
        var flows = new Dictionary<string, double>();
        for (int i = 1; i <= 4; i++)
        {
            string text = await Shell.CheckLineAsync($"ovs-ofctl -O OpenFlow13 dump-flows unix:{LabNames.Folder}/s{i}.mgmt", Stop);
            foreach (string line in text.Split('\n').Where(line => line.Contains("duration=", StringComparison.Ordinal)))
            {
                string key = $"s{i} {Counters().Replace(line, "").Trim()}";
                flows[key] = double.Parse(Duration().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
            }
        }

        return flows;
    }

    private async Task AssertRefusedAsync(string path, object body, params string[] mentioned)
    {
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.PostAsJsonAsync(
            new Uri(lab.Description.GetProperty("api").GetString() + "/api/v1/" + path), body, Stop);
        string text = await response.Content.ReadAsStringAsync(Stop);
        output.WriteLine($"{(int)response.StatusCode} {text}");
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Contains(mentioned, word => text.Contains(word, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"duration=([0-9.]+)s")]
    private static partial Regex Duration();

    [GeneratedRegex(@"(duration|n_packets|n_bytes|idle_age|hard_age)=[^ ,]*,? ?")]
    private static partial Regex Counters();

    private sealed class SameSet : IEqualityComparer<IEnumerable<string>>
    {
        public bool Equals(IEnumerable<string>? x, IEnumerable<string>? y) => (x ?? []).Order().SequenceEqual((y ?? []).Order());

        public int GetHashCode(IEnumerable<string> obj) => 0;
    }
}
