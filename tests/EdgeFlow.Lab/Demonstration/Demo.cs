using System.Text.Json;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Demonstration;

/// <summary><c>scripts/demo</c>: builds the lab, moves the VM back and forth under a steady probe, judges each run.</summary>
public static class Demo
{
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(1);

    /// <summary>After the last flow: five RARP announcements come within 0.8 s of the start, and gratuitous ARPs after that.</summary>
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(1.5);

    /// <returns>Exit code: 0 only if every run is good (<see cref="RunResult.IsGood"/>).</returns>
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var output = new DemoOutput(options.Json);
        using LabLock held = LabLock.Take();
        bool isKept = false;
        try
        {
            using Running.Lab lab = await Running.Lab.UpAsync(new LabOptions(options.Vmm, options.Switches), text => output.Line("  " + text), cancellationToken);
            isKept = options.Keep;
            bool isGood = true;
            for (int run = 1; run <= options.Repeat; run++)
            {
                RunResult result = await RunOnceAsync(lab, run, options, output, cancellationToken);
                output.Verdict(result);
                isGood &= result.IsGood;
                if (!result.IsOk)
                {
                    break; // the next run would start from an unknown place
                }
            }

            if (options.Keep)
            {
                PrintHints(lab, output);
            }

            return isGood ? 0 : LabException.Failed;
        }
        finally
        {
            if (!isKept)
            {
                await Running.Lab.DownAsync();
            }
        }
    }

    private static async Task<RunResult> RunOnceAsync(
        Running.Lab lab, int run, DemoOptions options, DemoOutput output, CancellationToken cancellationToken)
    {
        LabVm vm = lab.Plan.Vms[0];
        var result = new RunResult
        {
            Run = run, Result = "failed", Vmm = options.Vmm, Strategy = options.Strategy, Switches = options.Switches, Vm = vm.Name, ProbeHz = options.ProbeHz,
        };
        try
        {
            string from = await lab.FindServerAsync(vm.Name, cancellationToken) ?? throw new LabException($"the controller knows no VM {vm.Name}.");
            string to = lab.Plan.Servers.First(s => s.Name != from).Name;
            result = result with { From = from, To = to };
            output.Line($"run {run}: {vm.Name} from {from} to {to}, {options.Strategy}; {options.ProbeHz}/s UDP and {options.ProbeHz}/s ICMP from {lab.Plan.Client}");
            using ProbeProcess probe = await ProbeProcess.StartAsync(lab.Plan.Client, vm.Ip, options.ProbeHz, null, cancellationToken);
            await Task.Delay(s_before, cancellationToken);
            JsonElement migration = await MigrationWatch.RunAsync(
                lab.Api, vm.Name, to, options.Strategy, options.Vmm == "embedded", output.Step, cancellationToken);
            await Task.Delay(s_after, cancellationToken);
            result = Judge.Timeline(result, migration).With(await probe.StopAsync(cancellationToken));
            string? error = Judge.Migration(migration) ?? Judge.Memory(result, options.Vmm)
                ?? await PlaceErrorAsync(lab, vm.Name, to, cancellationToken)
                ?? await AnswerErrorAsync(lab, vm, cancellationToken);
            return error is null ? result with { Result = "ok" } : result with { Error = error };
        }
        catch (LabException error)
        {
            return result with { Error = error.Message };
        }
        catch (HttpRequestException error)
        {
            string log = lab.State.Find("controller").Spec.Log;
            return result with { Error = $"the controller does not answer: {error.Message}\n{Processes.ProcessRunner.LastLines(log)}" };
        }
    }

    private static async Task<string?> PlaceErrorAsync(Running.Lab lab, string vm, string to, CancellationToken cancellationToken)
    {
        string? server = await lab.FindServerAsync(vm, cancellationToken);
        return server == to ? null : $"{vm} should run on {to}, the controller says: {server ?? "nowhere"}.";
    }

    /// <summary>The VM answers after the move, whatever was lost during it.</summary>
    private static async Task<string?> AnswerErrorAsync(Running.Lab lab, LabVm vm, CancellationToken cancellationToken)
    {
        try
        {
            using ProbeProcess probe = await ProbeProcess.StartAsync(lab.Plan.Client, vm.Ip, 100, 0.2, cancellationToken);
            ProbeReport report = await probe.ReportAsync(cancellationToken);
            return report.Lost == 0 ? null : $"{vm.Name} answers only {report.Sent - report.Lost} of {report.Sent} requests after the move.";
        }
        catch (LabException error)
        {
            return $"{vm.Name} does not answer after the move: {error.Message}";
        }
    }

    private static void PrintHints(Running.Lab lab, DemoOutput output)
    {
        LabVm vm = lab.Plan.Vms[0];
        string programs = AppContext.BaseDirectory;
        output.Line($"""
            The lab stays up. To look around:
              {programs}edgeflow --api {lab.State.Api} topology         (also: switches, hosts, vms, flows, routes, migrations, events)
              {programs}edgeflow --api {lab.State.Api} migrate {vm.Name} --to {lab.Plan.Servers[0].Name}
              ip netns exec {lab.Plan.Client} ping {vm.Ip}
              scripts/lab probe --seconds 5
              logs: {LabNames.Folder}/log
            To remove it: scripts/lab down
            """);
    }
}
