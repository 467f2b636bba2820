using System.Diagnostics;
using EdgeFlow.Lab.Fabrics;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>The measurement itself: over switches that learn and never change, nothing may be lost, on a busy machine as well.</summary>
[Collection("lab")]
public sealed class MeasurementTests(ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [RootFact]
    public async Task Probe_GuestBehindLearningSwitchesOnBusyMachine_NothingLost()
    {
        LabProgram.RequireQemu();
        LabProgram.RequireOvs();
        using LabLock held = LabLock.Take();
        await EdgeFlow.Lab.Running.Lab.DownAsync();
        var plan = new LabPlan(new LabOptions(Switches: "ovs"));
        var state = new LabState { Options = plan.Options, Namespaces = [.. plan.Namespaces], Interfaces = [plan.ManagementInterface] };
        state.Save();
        try
        {
            await LabNetwork.CreateAsync(plan, Stop);
            foreach (LabSwitch item in plan.Switches)
            {
                await new OvsFabric().StartAsync(state, item, "tcp:127.0.0.1:1", Stop);
                await Shell.CheckLineAsync($"ovs-ofctl -O OpenFlow13 add-flow {OvsFabric.Management(item)} actions=NORMAL", Stop);
            }

            // The ring is cut, or NORMAL would flood for ever.
            await Shell.CheckLineAsync($"ip -n {plan.Ring[0].Namespace} link set {plan.Ring[0].Ports[1].Interface} down", Stop);
            LabSwitch virtualSwitch = plan.Servers[0].VirtualSwitch;
            string tap = await AddTapAsync(plan.Servers[0]);
            await Shell.CheckLineAsync(
                $"ovs-vsctl --db={OvsFabric.Database(virtualSwitch)} --timeout=20 add-port {OvsFabric.Bridge(virtualSwitch)} {tap}", Stop);
            StartGuest(plan, state);

            using Process busy = Process.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done"]))!;
            try
            {
                using ProbeProcess probe = await ProbeProcess.StartAsync(plan.Client, plan.Vms[0].Ip, 1000, 5, Stop);
                ProbeReport report = await probe.ReportAsync(Stop);
                output.WriteLine(report.ToJson());

                Assert.InRange(report.Sent, 9_900, 10_200);
                Assert.Equal((0, 0, 0, 0L), (report.Lost, report.Duplicated, report.Reordered, report.KernelDrops));
            }
            finally
            {
                busy.Kill();
            }
        }
        finally
        {
            await EdgeFlow.Lab.Running.Lab.DownAsync();
        }
    }

    [RootFact]
    public async Task Probe_GuestBehindOwnSwitchesWithFixedFlows_NothingLost()
    {
        LabProgram.RequireQemu();
        Assert.SkipUnless(File.Exists("/usr/bin/ovs-ofctl"), "needs Debian's openvswitch-common to set flows");
        using LabLock held = LabLock.Take();
        await EdgeFlow.Lab.Running.Lab.DownAsync();
        var plan = new LabPlan(new LabOptions());
        var state = new LabState { Options = plan.Options, Namespaces = [.. plan.Namespaces], Interfaces = [plan.ManagementInterface] };
        state.Save();
        try
        {
            await LabNetwork.CreateAsync(plan, Stop);
            LabSwitch virtualSwitch = plan.Servers[0].VirtualSwitch;

            // guest - srv1 - s1 - s2 - client: every frame of one port goes out of the other.
            (LabSwitch Switch, uint A, uint B)[] path = [(virtualSwitch, 1, 10), (plan.Ring[0], 3, 1), (plan.Ring[1], 2, 3)];
            foreach ((LabSwitch item, uint a, uint b) in path)
            {
                await new EdgeFlowFabric().StartAsync(state, item, "tcp:127.0.0.1:1", Stop);
                string management = Path.Combine(LabNames.Folder, $"{item.Name}.mgmt");
                await Waiting.ForAsync(item.Name, TimeSpan.FromSeconds(20), () => Task.FromResult(File.Exists(management)), state.Processes, Stop);
                if (item == virtualSwitch)
                {
                    string tap = await AddTapAsync(plan.Servers[0]);
                    await Shell.CheckLineAsync($"{Programs.Path("edgeflow-switch")} port add 10={tap} --control unix:{LabNames.Folder}/{item.Name}.sock", Stop);
                }

                await Shell.CheckLineAsync($"ovs-ofctl -O OpenFlow13 add-flow unix:{management} in_port={a},actions=output:{b}", Stop);
                await Shell.CheckLineAsync($"ovs-ofctl -O OpenFlow13 add-flow unix:{management} in_port={b},actions=output:{a}", Stop);
            }

            StartGuest(plan, state);
            using ProbeProcess probe = await ProbeProcess.StartAsync(plan.Client, plan.Vms[0].Ip, 1000, 5, Stop);
            ProbeReport report = await probe.ReportAsync(Stop);
            output.WriteLine(report.ToJson());

            Assert.Equal((0, 0, 0, 0L), (report.Lost, report.Duplicated, report.Reordered, report.KernelDrops));
        }
        finally
        {
            await EdgeFlow.Lab.Running.Lab.DownAsync();
        }
    }

    private static async Task<string> AddTapAsync(LabServer server)
    {
        string tap = $"{LabNames.Prefix}tap0";
        await Shell.CheckLineAsync($"ip -n {server.Namespace} tuntap add {tap} mode tap", Stop);
        await Shell.CheckLineAsync($"ip -n {server.Namespace} link set {tap} up", Stop);
        return tap;
    }

    private static void StartGuest(LabPlan plan, LabState state)
    {
        LabServer server = plan.Servers[0];
        string tap = $"{LabNames.Prefix}tap0", guest = LabProgram.Guest.Value!;
        state.Start(new ProcessSpec(
            "guest",
            server.Namespace,
            [
                "qemu-system-x86_64", "-accel", "tcg", "-cpu", "qemu64", "-m", "128", "-display", "none", "-nodefaults", "-no-reboot", "-serial", "stdio",
                "-kernel", $"{guest}/vmlinuz", "-initrd", $"{guest}/initramfs.gz", "-append", $"console=ttyS0 quiet panic=1 ip={plan.Vms[0].Ip}/24",
                "-netdev", $"tap,id=n0,ifname={tap},script=no,downscript=no",
                "-device", $"virtio-net-pci,netdev=n0,romfile=,mac={plan.Vms[0].Mac},csum=off,guest_csum=off,gso=off,guest_tso4=off,guest_tso6=off,guest_ufo=off",
            ],
            Programs.Log("guest"),
            Programs.Environment));
    }
}
