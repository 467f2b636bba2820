using System.Globalization;
using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Commands;

/// <summary><c>up</c>, <c>down</c>, <c>status</c>, <c>probe</c> and <c>restart</c>.</summary>
public static class LabCommands
{
    public static async Task<int> UpAsync(LabOptions options, string? file, CancellationToken cancellationToken)
    {
        RequireRoot();
        using LabLock held = LabLock.Take();
        using Running.Lab lab = await Running.Lab.UpAsync(options, Console.Error.WriteLine, cancellationToken);
        await WriteDescriptionAsync(lab, file);
        Console.Error.WriteLine($"""
            The lab is up: API {lab.State.Api}, logs in {LabNames.Folder}/log.
              ip netns exec {lab.Plan.Client} ping {(lab.Plan.Vms.Count > 0 ? lab.Plan.Vms[0].Ip : lab.Plan.ExternalAddress)}
              {Programs.Path("edgeflow")} --api {lab.State.Api} topology
            To remove it: scripts/lab down
            """);
        return 0;
    }

    public static async Task<int> DownAsync()
    {
        RequireRoot();
        using LabLock held = LabLock.Take();
        Console.Error.WriteLine(await Running.Lab.DownAsync() ? "The lab is removed." : "There is no lab.");
        return 0;
    }

    public static Task<int> StatusAsync()
    {
        using Running.Lab lab = Running.Lab.Open();
        foreach (LabProcess process in lab.State.Processes)
        {
            string life = process.IsAlive ? "runs" : "DEAD";
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{life}  {process.Spec.Role,-20} pid {process.Pid,-8} {process.Spec.Log}"));
        }

        return Task.FromResult(lab.State.Processes.All(p => p.IsAlive) ? 0 : LabException.Failed);
    }

    public static async Task<int> ProbeAsync(double seconds, int rateHz, string? target, CancellationToken cancellationToken)
    {
        RequireRoot();
        using Running.Lab lab = Running.Lab.Open();
        string? ip = target is null
            ? lab.Plan.Vms.Select(v => v.Ip).FirstOrDefault()
            : lab.Plan.Vms.Where(v => v.Name == target).Select(v => v.Ip).FirstOrDefault();
        if (ip is null)
        {
            throw new LabException(
                $"no VM '{target}' to probe; there are: {string.Join(", ", lab.Plan.Vms.Select(v => v.Name))}.", LabException.Usage);
        }

        using ProbeProcess probe = await ProbeProcess.StartAsync(lab.Plan.Client, ip, rateHz, seconds, cancellationToken);
        Console.Out.WriteLine((await probe.ReportAsync(cancellationToken)).ToJson());
        return 0;
    }

    public static async Task<int> RestartAsync(string role, string? file, CancellationToken cancellationToken)
    {
        RequireRoot();
        using LabLock held = LabLock.Take();
        using Running.Lab lab = Running.Lab.Open();
        await lab.RestartAsync(role, cancellationToken);
        await WriteDescriptionAsync(lab, file);
        Console.Error.WriteLine($"{role}: pid {lab.State.Find(role).Pid}");
        return 0;
    }

    /// <exception cref="LabException">Not root.</exception>
    public static void RequireRoot()
    {
        if (!Libc.IsRoot)
        {
            throw new LabException("network namespaces need root; without it: scripts/demo --simulated.", LabException.NoPermission);
        }
    }

    /// <summary>Also kept in the lab's folder, so that a restart can renew the file that the user asked for.</summary>
    private static async Task WriteDescriptionAsync(Running.Lab lab, string? file)
    {
        string text = LabDescription.ToJson(lab.Plan, lab.State) + "\n";
        await File.WriteAllTextAsync(Path.Combine(LabNames.Folder, "lab.json"), text);
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, text);
        }
    }
}
