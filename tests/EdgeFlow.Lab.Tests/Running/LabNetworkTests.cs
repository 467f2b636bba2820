using EdgeFlow.Lab.Fabrics;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Tests.Running;

[Collection("lab")]
public sealed class LabNetworkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [RootFact]
    public async Task Create_ThenRemove_LeavesNothing()
    {
        using LabLock held = LabLock.Take();
        await EdgeFlow.Lab.Running.Lab.DownAsync();
        var plan = new LabPlan(new LabOptions());
        await LabNetwork.CreateAsync(plan, Stop);
        string links = await Shell.CheckLineAsync($"ip -n {plan.Ring[0].Namespace} -o link", Stop);

        await LabNetwork.RemoveAsync(plan.Namespaces, [plan.ManagementInterface]);

        Assert.Contains(plan.Ring[0].Ports[0].Interface, links, StringComparison.Ordinal);
        Assert.DoesNotContain(await LabNetwork.ListNamespacesAsync(), name => plan.Namespaces.Contains(name));
        Assert.False(Directory.Exists($"/sys/class/net/{plan.ManagementInterface}"));
    }

    [RootFact]
    public async Task OpenVSwitch_Started_HasPortsAsNumbered()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/ovs-vswitchd"), "needs Debian's openvswitch-switch");
        using LabLock held = LabLock.Take();
        await EdgeFlow.Lab.Running.Lab.DownAsync();
        var plan = new LabPlan(new LabOptions(Switches: "ovs"));
        var state = new LabState { Options = plan.Options, Namespaces = [.. plan.Namespaces], Interfaces = [plan.ManagementInterface] };
        state.Save();
        try
        {
            await LabNetwork.CreateAsync(plan, Stop);
            LabSwitch item = plan.Ring[1];
            await new OvsFabric().StartAsync(state, item, "tcp:127.0.0.1:1", Stop);

            string text = "";
            await Waiting.ForAsync("ports", TimeSpan.FromSeconds(10), async () =>
            {
                CommandResult shown = await Shell.RunAsync("ovs-ofctl", ["-O", "OpenFlow13", "show", OvsFabric.Management(item)], Stop);
                text = shown.Output;
                return item.Ports.All(port => text.Contains($"{port.Number}({port.Interface})", StringComparison.Ordinal));
            }, state.Processes, Stop);

            Assert.Contains(item.DatapathIdText, text, StringComparison.Ordinal);
        }
        finally
        {
            await EdgeFlow.Lab.Running.Lab.DownAsync();
        }

        Assert.DoesNotContain(await LabNetwork.ListNamespacesAsync(), name => plan.Namespaces.Contains(name));
        Assert.All(state.Processes, process => Assert.False(process.IsAlive));
    }
}
