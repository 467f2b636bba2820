using System.Buffers;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Simulation;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;
using EdgeFlow.Switch;
using EdgeFlow.Switch.Options;
using EdgeFlow.Vmm;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Embedded;
using EdgeFlow.Vmm.Nics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Lab.Tests.Simulation;

public sealed class SimulatedClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Probe_EmbeddedGuestBehindOneSwitch_NothingLost()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var network = new InMemoryNetwork();
        InMemoryLink cable = network.Connect("p1", "client");
        INicBackend nic = new LinkNicFactory(network, "srv1").Create("vm1", 10);
        var options = new SwitchOptions { DatapathId = 1 };
        options.Ports.Add(new PortOption(1, "p1"));
        options.Ports.Add(new PortOption(10, nic.InterfaceName));
        using var plane = new InMemoryDataPlane(network);
        using var agent = new SwitchAgent(options, plane, NullLoggerFactory.Instance);
        Task running = Task.Run(() => agent.RunAsync(stop.Token), stop.Token);
        Forward(agent, 1, 10);
        Forward(agent, 10, 1);
        await using var vmm = new EmbeddedVmm(TimeProvider.System, NullLogger<EmbeddedVmm>.Instance);
        var spec = new VmSpec { Name = "vm1", Mac = "52:54:00:ef:00:01", Ip = "10.77.0.11", MemoryMiB = 16 };
        IVirtualMachine vm = await vmm.CreateAsync(spec, nic, stop.Token);
        using var client = new SimulatedClient(cable.B, MacAddress.Parse("02:ef:00:00:02:01"), 0x0a4d0064);

        using IRunningProbe probe = await client.StartAsync(0x0a4d000b, 500, stop.Token);
        await Task.Delay(1000, stop.Token);
        ProbeReport report = await probe.StopAsync(stop.Token);

        output.WriteLine(report.ToJson());
        await vm.DisposeAsync();
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal((0, 0, 0), (report.Lost, report.Duplicated, report.Reordered));
        Assert.InRange(report.Sent, 500, 2000);
    }

    private static void Forward(SwitchAgent agent, uint from, uint to)
    {
        var flow = new FlowMod
        {
            Command = FlowModCommand.Add,
            Priority = 1,
            Match = Match.Any.WithInPort(from),
            Instructions = [new ApplyActions([new OutputAction(to, 0)])],
        };
        var bytes = new ArrayBufferWriter<byte>();
        flow.Write(bytes, xid: 1);
        OfpError? error = agent.Datapath.FlowMod(new FlowModReader(bytes.WrittenSpan));
        Assert.Null(error);
    }
}
