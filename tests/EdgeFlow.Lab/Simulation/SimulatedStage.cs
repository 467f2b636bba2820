using System.Buffers.Binary;
using System.Net;
using EdgeFlow.Controller;
using EdgeFlow.Controller.Configuration;
using EdgeFlow.Hal.Ports;
using EdgeFlow.HostAgent;
using EdgeFlow.HostAgent.Options;
using EdgeFlow.Lab.Demonstration;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;
using EdgeFlow.Packets;
using EdgeFlow.Switch;
using EdgeFlow.Switch.Options;
using EdgeFlow.Vmm.Embedded;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Lab.Simulation;

/// <summary>The lab within this process: the same topology, switch agents, controller and host agents, without an operating system's network.</summary>
/// <remarks>
/// Cables are in-memory links, each switch has its packet thread, VMs are the embedded VMM's. OpenFlow, the host agents' channel, the
/// memory image and the API are real TCP connections on loopback, on ports that the kernel chooses. Needs neither root nor packages.
/// </remarks>
public sealed class SimulatedStage : IStage
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly LabPlan _plan = new(new LabOptions(Vmm: "embedded"));
    private readonly CancellationTokenSource _stop = new();
    private readonly InMemoryNetwork _network = new();
    private readonly List<Task> _running = [];
    private readonly List<IDisposable> _planes = [];
    private readonly List<HostAgentService> _hosts = [];
    private readonly Dictionary<string, SwitchAgent> _switches = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeflow-");
    private readonly ILoggerFactory _loggers;
    private ControllerHost? _controller;
    private SimulatedClient? _client;
    private ControllerApi? _api;

    private SimulatedStage() => _loggers = LoggerFactory.Create(logging =>
    {
        if (Environment.GetEnvironmentVariable("EDGEFLOW_LAB_VERBOSE") == "1")
        {
            logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information);
        }
    });

    public string Vm => _plan.Vms[0].Name;

    public string Client => "the simulated client";

    public IReadOnlyList<string> Servers => [.. _plan.Servers.Select(s => s.Name)];

    public ControllerApi Api => _api ?? throw new InvalidOperationException("The stage is not open.");

    /// <summary>Builds everything and waits until the VM answers.</summary>
    /// <exception cref="LabException">Something did not get ready in time.</exception>
    public static async Task<SimulatedStage> OpenAsync(Action<string> log, CancellationToken cancellationToken)
    {
        var stage = new SimulatedStage();
        try
        {
            await stage.StartAsync(log, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public Task<IRunningProbe> StartProbeAsync(int rateHz, CancellationToken cancellationToken) =>
        (_client ?? throw new InvalidOperationException("The stage is not open.")).StartAsync(Address(_plan.Vms[0].Ip), rateHz, cancellationToken);

    public string ControllerLog() => "    (EDGEFLOW_LAB_VERBOSE=1 shows the log)";

    public string VmLog(string server) => "    (its guest has no console)";

    public string Hints() => "A simulated lab ends with its process; there is nothing to keep.";

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        _client?.Dispose();
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (HostAgentService host in _hosts)
        {
            await host.DisposeAsync();
        }

        if (_controller is not null)
        {
            await _controller.DisposeAsync();
        }

        _planes.ForEach(plane => plane.Dispose());
        foreach (SwitchAgent agent in _switches.Values)
        {
            agent.Dispose();
        }

        _loggers.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private static uint Address(string ip) => BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(ip).GetAddressBytes());

    private async Task StartAsync(Action<string> log, CancellationToken cancellationToken)
    {
        foreach (LabCable cable in _plan.Cables.Where(c => c.NamespaceA != c.NamespaceB))
        {
            _network.Connect(cable.InterfaceA, cable.InterfaceB);
        }

        var options = new ControllerOptions
        {
            OpenFlow = "tcp:127.0.0.1:0",
            Agents = "tcp:127.0.0.1:0",
            Api = "http://127.0.0.1:0",
            Data = Path.Combine(_folder.FullName, "controller"),
        };
        ConfigFile.Read(new StringReader(ControllerConfig.Text(_plan)), options);
        _controller = await ControllerHost.StartAsync(options, _loggers, cancellationToken);
        _api = new ControllerApi(_controller.ApiAddress.ToString().TrimEnd('/'));
        foreach (LabSwitch item in _plan.Switches)
        {
            StartSwitch(item, _controller.OpenFlowEndPoint);
        }

        int switches = _switches.Count;
        await Waiting.ForAsync(
            $"{switches} switches and {_plan.DirectedLinks} links",
            s_limit,
            async () => ControllerApi.Items(await Api.GetAsync("switches", cancellationToken)).Count >= switches
                && ControllerApi.Items(await Api.GetAsync("links", cancellationToken)).Count >= _plan.DirectedLinks,
            [],
            cancellationToken);
        log($"in-memory network: {switches} switches connected over OpenFlow, all links found");
        foreach (LabServer server in _plan.Servers)
        {
            StartHost(server, _controller.AgentEndPoint);
        }

        await Waiting.ForAsync(
            "the host agents",
            s_limit,
            async () => ControllerApi.Items(await Api.GetAsync("servers", cancellationToken)).Count >= _plan.Servers.Count,
            [],
            cancellationToken);
        LabVm vm = _plan.Vms[0];
        await Api.PostAsync("vms", new { name = vm.Name, server = vm.Server, mac = vm.Mac, ip = vm.Ip, memoryMiB = 64 }, cancellationToken);
        await Waiting.ForAsync(
            vm.Name, s_limit, async () => await Api.FindServerAsync(vm.Name, cancellationToken) == vm.Server, [], cancellationToken);
        InMemoryLinkEnd end = _network.Find(_plan.ClientInterface) ?? throw new InvalidOperationException("The client's cable is missing.");
        _client = new SimulatedClient(end, MacAddress.Parse("02:ef:00:00:02:01"), Address(_plan.ClientAddress));
        log($"{vm.Name}: {vm.Ip} ({vm.Mac}) runs on {vm.Server}");
    }

    private void StartSwitch(LabSwitch item, IPEndPoint controller)
    {
        var options = new SwitchOptions { DatapathId = item.DatapathId };
        options.Controllers.Add(new TransportAddress(controller.Address.ToString(), controller.Port, IsUnix: false));
        foreach (LabPort port in item.Ports.Where(p => _network.Find(p.Interface) is not null))
        {
            options.Ports.Add(new PortOption(port.Number, port.Interface));
        }

        var plane = new InMemoryDataPlane(_network);
        var agent = new SwitchAgent(options, plane, _loggers);
        _planes.Add(plane);
        _switches.Add(item.Name, agent);
        _running.Add(Task.Run(() => agent.RunAsync(_stop.Token)));
    }

    private void StartHost(LabServer server, IPEndPoint controller)
    {
        var options = new HostAgentOptions
        {
            Name = server.Name,
            Controller = $"tcp:{controller}",
            Vmm = "embedded",
            VirtualSwitch = "edgeflow:unix:in-process",
            DatapathId = server.VirtualSwitch.DatapathId,
            TransferAddress = IPAddress.Loopback.ToString(),
            UplinkPorts = [LabPlan.UplinkPort],
            HostPort = null,
            MemoryMiB = 512,
            RunDirectory = Path.Combine(_folder.FullName, server.Name),
        };
        var host = new HostAgentService(
            options,
            new EmbeddedVmm(TimeProvider.System, _loggers.CreateLogger<EmbeddedVmm>()),
            new LinkNicFactory(_network, server.Name),
            new InProcessSwitch(_switches[server.Name]),
            TimeProvider.System,
            _loggers);
        _hosts.Add(host);
        _running.Add(Task.Run(() => host.RunAsync(_stop.Token)));
    }
}
