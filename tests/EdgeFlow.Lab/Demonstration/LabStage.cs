using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>A lab of namespaces as the demo's stage; leaving it takes the lab down, unless it is to be kept.</summary>
public sealed class LabStage : IStage
{
    private readonly Running.Lab _lab;
    private readonly LabLock _lock;
    private readonly bool _isKept;

    private LabStage(Running.Lab lab, LabLock held, bool isKept)
    {
        _lab = lab;
        _lock = held;
        _isKept = isKept;
    }

    public string Vm => _lab.Plan.Vms[0].Name;

    public string Client => _lab.Plan.Client;

    public IReadOnlyList<string> Servers => [.. _lab.Plan.Servers.Select(s => s.Name)];

    public ControllerApi Api => _lab.Api;

    /// <summary>Builds the lab.</summary>
    /// <exception cref="LabException">Something did not start, or another command is at work.</exception>
    public static async Task<LabStage> OpenAsync(DemoOptions options, Action<string> log, CancellationToken cancellationToken)
    {
        LabLock held = LabLock.Take();
        try
        {
            return new LabStage(await Running.Lab.UpAsync(new LabOptions(options.Vmm, options.Switches), log, cancellationToken), held, options.Keep);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async Task<IRunningProbe> StartProbeAsync(int rateHz, CancellationToken cancellationToken) =>
        await ProbeProcess.StartAsync(_lab.Plan.Client, _lab.Plan.Vms[0].Ip, rateHz, null, cancellationToken);

    public string ControllerLog() => ProcessRunner.LastLines(_lab.State.Find("controller").Spec.Log);

    public string VmLog(string server) => ProcessRunner.LastLines($"{LabNames.Folder}/{server}/vms/{Vm}/console.log");

    public string Hints() => $"""
        The lab stays up. To look around:
          {Programs.Path("edgeflow")} --api {_lab.State.Api} topology         (also: switches, hosts, vms, flows, routes, migrations, events)
          {Programs.Path("edgeflow")} --api {_lab.State.Api} migrate {Vm} --to {Servers[0]}
          ip netns exec {_lab.Plan.Client} ping {_lab.Plan.Vms[0].Ip}
          scripts/lab probe --seconds 5
          logs: {LabNames.Folder}/log
        To remove it: scripts/lab down
        """;

    public async ValueTask DisposeAsync()
    {
        _lab.Dispose();
        if (!_isKept)
        {
            await Running.Lab.DownAsync();
        }

        _lock.Dispose();
    }
}
