using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeFlow.Lab.Fabrics;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>A lab that is up: its plan, its recorded state, and the controller's API.</summary>
/// <remarks>
/// Bringing it up: namespaces and cables → controller → switches → (all connected, all links found) → host agents → (all connected)
/// → VMs → (all running). Each arrow waits for the condition with a deadline and names the program that failed.
/// </remarks>
public sealed class Lab : IDisposable
{
    private const int OpenFlowPort = 6653, AgentPort = 6654, PreferredApiPort = 8080;

    private Lab(LabPlan plan, LabState state)
    {
        Plan = plan;
        State = state;
        Api = new ControllerApi(state.Api);
    }

    public LabPlan Plan { get; }
    public LabState State { get; }
    public ControllerApi Api { get; }

    public static IFabric CreateFabric(string switches) => switches == "ovs" ? new OvsFabric() : new EdgeFlowFabric();

    /// <summary>The lab that is up.</summary>
    /// <exception cref="LabException">None is.</exception>
    public static Lab Open()
    {
        LabState state = LabState.Load() is { IsComplete: true } found
            ? found
            : throw new LabException("no lab is up; start one: scripts/lab up.", LabException.Unavailable);
        return new Lab(new LabPlan(state.Options), state);
    }

    /// <summary>Builds and starts everything; what an earlier lab left behind is removed first. The caller holds <see cref="LabLock"/>.</summary>
    /// <param name="log">Told what is being done.</param>
    /// <exception cref="LabException">Something did not start; nothing of the lab is left then.</exception>
    public static async Task<Lab> UpAsync(LabOptions options, Action<string> log, CancellationToken cancellationToken)
    {
        await DownAsync();
        var plan = new LabPlan(options);
        var state = new LabState
        {
            Options = options,
            Api = $"http://127.0.0.1:{FreePort(PreferredApiPort + LabNames.Number)}",
            Namespaces = [.. plan.Namespaces],
            Interfaces = [plan.ManagementInterface],
            KernelBuffersBefore = options.Switches == "ovs" ? KernelBuffers.TooSmall() : [],
        };
        state.Save();
        KernelBuffers.Raise(state.KernelBuffersBefore.Keys);

        var lab = new Lab(plan, state);
        try
        {
            log($"network: {plan.Namespaces.Count()} namespaces, {plan.Ring.Count} switches in a ring, {plan.Servers.Count} servers");
            await LabNetwork.CreateAsync(plan, cancellationToken);
            await lab.StartControllerAsync(cancellationToken);
            await lab.StartSwitchesAsync(log, cancellationToken);
            await lab.StartHostsAsync(log, cancellationToken);
            await lab.CreateVmsAsync(log, cancellationToken);
            state.IsComplete = true;
            state.Save();
            return lab;
        }
        catch (Exception) when (KeepBroken)
        {
            throw;
        }
        catch
        {
            await DownAsync();
            throw;
        }
    }

    /// <summary>Removes every process, namespace, interface and file of the lab, also of one whose maker crashed. Safe to repeat.</summary>
    /// <returns>Whether there was anything to remove.</returns>
    public static async Task<bool> DownAsync()
    {
        LabState? state = LabState.Load();
        IEnumerable<string> own = (await LabNetwork.ListNamespacesAsync()).Where(IsOwnNamespace);
        List<string> namespaces = [.. (state?.Namespaces ?? []).Union(own)];
        if (state is null && namespaces.Count == 0)
        {
            return false;
        }

        await ProcessRunner.StopAsync(state?.Processes ?? []); // QEMU's processes outlive the host agents and go with the namespaces
        if (state is not null)
        {
            KernelBuffers.Restore(state.KernelBuffersBefore);
        }

        await LabNetwork.RemoveAsync(namespaces, state?.Interfaces ?? [$"{LabNames.Prefix}mgmt0"]);
        foreach (string entry in Directory.Exists(LabNames.Folder) ? Directory.GetFileSystemEntries(LabNames.Folder) : [])
        {
            // The log stays to be read, the lock is held.
            string name = Path.GetFileName(entry);
            if (Directory.Exists(entry) && name != "log")
            {
                Directory.Delete(entry, recursive: true);
            }
            else if (name is not ("log" or "lock" or "state.json"))
            {
                File.Delete(entry);
            }
        }

        File.Delete(LabState.FileName); // last: what is interrupted before can be repeated
        return true;
    }

    /// <summary>Starts the process of a role again, ending it first if it still runs, and waits until it is at work.</summary>
    public async Task RestartAsync(string role, CancellationToken cancellationToken)
    {
        LabProcess old = State.Find(role);
        await ProcessRunner.StopAsync([old]);
        LabProcess process = State.Start(old.Spec);
        await Waiting.ForAsync(role, TimeSpan.FromSeconds(30), IsReadyAsync, [process], cancellationToken);

        async Task<bool> IsReadyAsync()
        {
            string name = role[(role.IndexOf(':', StringComparison.Ordinal) + 1)..];
            return role switch
            {
                "controller" => await CountAsync("switches", "connected", cancellationToken) == Plan.Switches.Count(),
                _ when role.StartsWith("switch:", StringComparison.Ordinal) =>
                    await CountAsync("switches", "connected", cancellationToken) == Plan.Switches.Count(),
                _ when role.StartsWith("host:", StringComparison.Ordinal) => await IsServerConnectedAsync(name, cancellationToken),
                _ => process.IsAlive,
            };
        }
    }

    public void Dispose() => Api.Dispose();

    /// <summary>With EDGEFLOW_LAB_KEEP_BROKEN=1 a lab that did not come up is left standing, to be looked at.</summary>
    private static bool KeepBroken => Environment.GetEnvironmentVariable("EDGEFLOW_LAB_KEEP_BROKEN") == "1";

    private static bool IsOwnNamespace(string name) =>
        name.StartsWith(LabNames.Prefix, StringComparison.Ordinal)
        && name[LabNames.Prefix.Length..] is var rest
        && (rest is "mgmt" or "client" or "ext" || rest.TrimEnd("0123456789".ToCharArray()) is "s" or "srv");

    private static int FreePort(int preferred)
    {
        foreach (int port in new[] { preferred, 0 })
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                continue; // taken: any other will do
            }
        }

        throw new LabException("no free TCP port on 127.0.0.1 for the controller's API.");
    }

    private async Task StartControllerAsync(CancellationToken cancellationToken)
    {
        string data = Path.Combine(LabNames.Folder, "controller"), config = Path.Combine(LabNames.Folder, "controller.yaml");
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(config, ControllerConfig.Text(Plan), cancellationToken);
        LabProcess controller = State.Start(new ProcessSpec(
            "controller",
            null,
            [
                Programs.Path("edgeflow-controller"),
                "--openflow", $"tcp:{Plan.ControllerAddress}:{OpenFlowPort}",
                "--agents", $"tcp:{Plan.ControllerAddress}:{AgentPort}",
                "--api", State.Api,
                "--data", data,
                "--config", config,
            ],
            Programs.Log("controller"),
            Programs.Environment));
        await Waiting.ForAsync(
            "the controller's API",
            TimeSpan.FromSeconds(30),
            async () => (await Api.GetAsync("health", cancellationToken)).ValueKind != JsonValueKind.Undefined,
            [controller],
            cancellationToken);
    }

    private async Task StartSwitchesAsync(Action<string> log, CancellationToken cancellationToken)
    {
        IFabric fabric = CreateFabric(State.Options.Switches);
        long begin = Stopwatch.GetTimestamp();
        foreach (LabSwitch item in Plan.Switches)
        {
            await fabric.StartAsync(State, item, $"tcp:{Plan.ControllerAddress}:{OpenFlowPort}", cancellationToken);
        }

        int expected = Plan.Switches.Count();
        await Waiting.ForAsync(
            $"{expected} switches to connect to the controller",
            TimeSpan.FromSeconds(60),
            async () => await CountAsync("switches", "connected", cancellationToken) >= expected,
            State.Processes,
            cancellationToken);
        await Waiting.ForAsync(
            $"{Plan.DirectedLinks} links to be found",
            TimeSpan.FromSeconds(60),
            async () => ControllerApi.Items(await Api.GetAsync("links", cancellationToken)).Count >= Plan.DirectedLinks,
            State.Processes,
            cancellationToken);
        log($"switches: {expected} connected, all links found ({Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s)");
    }

    private async Task StartHostsAsync(Action<string> log, CancellationToken cancellationToken)
    {
        IFabric fabric = CreateFabric(State.Options.Switches);
        foreach (LabServer server in Plan.Servers)
        {
            List<string> command =
            [
                Programs.Path("edgeflow-host"),
                "--controller", $"tcp:{Plan.ControllerAddress}:{AgentPort}",
                "--name", server.Name,
                "--vmm", State.Options.Vmm,
                "--transfer-address", server.TransferAddress,
                "--datapath-id", server.VirtualSwitch.DatapathIdText,
                "--memory-mib", "2048",
                "--run-dir", Path.Combine(LabNames.Folder, server.Name),
                .. fabric.HostArguments(server),
            ];
            if (State.Options.Vmm == "qemu")
            {
                string guest = Guest();
                command.AddRange(["--kernel", Path.Combine(guest, "vmlinuz"), "--initrd", Path.Combine(guest, "initramfs.gz")]);
            }

            State.Start(new ProcessSpec($"host:{server.Name}", server.Namespace, command, Programs.Log($"host-{server.Name}"), Programs.Environment));
        }

        await Waiting.ForAsync(
            $"{Plan.Servers.Count} host agents to connect to the controller",
            TimeSpan.FromSeconds(60),
            async () => ControllerApi.Items(await Api.GetAsync("servers", cancellationToken)).Count >= Plan.Servers.Count,
            State.Processes,
            cancellationToken);
        log($"servers: {string.Join(", ", Plan.Servers.Select(s => s.Name))} connected ({State.Options.Vmm})");
    }

    private static string Guest() =>
        Environment.GetEnvironmentVariable("EDGEFLOW_GUEST") is { Length: > 0 } guest && File.Exists(Path.Combine(guest, "vmlinuz"))
            ? guest
            : throw new LabException(
                "EDGEFLOW_GUEST names no folder with vmlinuz and initramfs.gz; scripts/demo and scripts/lab set it to what scripts/guest-image makes.",
                LabException.Usage);

    private async Task CreateVmsAsync(Action<string> log, CancellationToken cancellationToken)
    {
        foreach (LabVm vm in Plan.Vms)
        {
            await Api.PostAsync("vms", new { name = vm.Name, server = vm.Server, mac = vm.Mac, ip = vm.Ip, memoryMiB = 128 }, cancellationToken);
        }

        await Waiting.ForAsync(
            "all VMs to run",
            TimeSpan.FromSeconds(30),
            async () => ControllerApi.Items(await Api.GetAsync("vms", cancellationToken))
                .Count(ControllerApi.IsRunning) >= Plan.Vms.Count,
            State.Processes,
            cancellationToken);
        foreach (LabVm vm in Plan.Vms)
        {
            // And the client is learned: until then answers take the way through the controller, and a measurement would see the change.
            await Waiting.ForAsync(
                $"{vm.Name} ({vm.Ip}) to answer a ping from {Plan.Client}, and the controller to know that client",
                TimeSpan.FromSeconds(60),
                async () => (await Shell.RunAsync(
                    "ip", ["netns", "exec", Plan.Client, "ping", "-n", "-c", "1", "-W", "1", vm.Ip], cancellationToken)).ExitCode == 0
                    && await IsClientKnownAsync(cancellationToken),
                State.Processes,
                cancellationToken);
            log($"{vm.Name}: {vm.Ip} ({vm.Mac}) runs on {vm.Server} and answers");
        }
    }

    private async Task<bool> IsClientKnownAsync(CancellationToken cancellationToken)
    {
        string file = $"/sys/class/net/{Plan.ClientInterface}/address";
        string mac = (await Shell.CheckAsync("ip", ["netns", "exec", Plan.Client, "cat", file], cancellationToken)).Trim();
        return ControllerApi.Items(await Api.GetAsync("hosts", cancellationToken)).Any(host => ControllerApi.Text(host, "mac") == mac);
    }

    private async Task<int> CountAsync(string list, string state, CancellationToken cancellationToken) =>
        ControllerApi.Items(await Api.GetAsync(list, cancellationToken)).Count(item => IsTrue(item, state));

    private async Task<bool> IsServerConnectedAsync(string name, CancellationToken cancellationToken) =>
        ControllerApi.Items(await Api.GetAsync("servers", cancellationToken))
            .Any(s => (ControllerApi.Text(s, "name") ?? ControllerApi.Text(s, "server")) == name && IsTrue(s, "connected"));

    /// <summary>A flag, also if it is called "isConnected"; a list without the flag holds connected ones only.</summary>
    private static bool IsTrue(JsonElement item, string name) =>
        (ControllerApi.Text(item, name) ?? ControllerApi.Text(item, "is" + char.ToUpperInvariant(name[0]) + name[1..])) is not "False";
}
