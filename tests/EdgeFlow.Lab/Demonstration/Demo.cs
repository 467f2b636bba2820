using System.Text.Json;
using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Demonstration;

/// <summary><c>scripts/demo</c>: moves the VM back and forth under a steady probe and judges each run.</summary>
public static class Demo
{
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(1);

    /// <summary>After the last flow: five RARP announcements come within 0.8 s of the start, and gratuitous ARPs after that.</summary>
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(1.5);

    /// <param name="open">Builds the lab; told where to log.</param>
    /// <returns>Exit code: 0 only if every run is good (<see cref="RunResult.IsGood"/>).</returns>
    public static async Task<int> RunAsync(
        DemoOptions options, Func<Action<string>, CancellationToken, Task<IStage>> open, CancellationToken cancellationToken)
    {
        var output = new DemoOutput(options.Json);
        await using IStage stage = await open(text => output.Line("  " + text), cancellationToken);
        bool isGood = true;
        for (int run = 1; run <= options.Repeat; run++)
        {
            RunResult result = await RunOnceAsync(stage, run, options, output, cancellationToken);
            output.Verdict(result);
            isGood &= result.IsGood;
            if (!result.IsOk)
            {
                break; // the next run would start from an unknown place
            }
        }

        if (options.Keep)
        {
            output.Line(stage.Hints());
        }

        return isGood ? 0 : LabException.Failed;
    }

    private static async Task<RunResult> RunOnceAsync(
        IStage stage, int run, DemoOptions options, DemoOutput output, CancellationToken cancellationToken)
    {
        var result = new RunResult
        {
            Run = run,
            Result = "failed",
            Vmm = options.Vmm,
            Strategy = options.Strategy,
            Switches = options.Switches,
            Vm = stage.Vm,
            ProbeHz = options.ProbeHz,
        };
        try
        {
            string from = await stage.Api.FindServerAsync(stage.Vm, cancellationToken)
                ?? throw new LabException($"the controller knows no VM {stage.Vm} that runs in one place.");
            string to = stage.Servers.First(server => server != from);
            result = result with { From = from, To = to };
            output.Line($"run {run}: {stage.Vm} from {from} to {to}, {options.Strategy}; {options.ProbeHz}/s UDP and {options.ProbeHz}/s ICMP from {stage.Client}");
            using IRunningProbe probe = await stage.StartProbeAsync(options.ProbeHz, cancellationToken);
            await Task.Delay(s_before, cancellationToken);
            JsonElement migration = await MigrationWatch.RunAsync(
                stage.Api, stage.Vm, to, options.Strategy, options.Vmm == "embedded", output.Step, cancellationToken);
            await Task.Delay(s_after, cancellationToken);
            result = Judge.Timeline(result, migration).With(await probe.StopAsync(cancellationToken));
            string? error = Judge.Migration(migration) ?? Judge.Memory(result, options.Vmm)
                ?? await PlaceErrorAsync(stage, to, cancellationToken)
                ?? await AnswerErrorAsync(stage, to, cancellationToken);
            return error is null ? result with { Result = "ok" } : result with { Error = error };
        }
        catch (LabException error)
        {
            return result with { Error = error.Message };
        }
        catch (HttpRequestException error)
        {
            return result with { Error = $"the controller does not answer: {error.Message}\n{stage.ControllerLog()}" };
        }
    }

    private static async Task<string?> PlaceErrorAsync(IStage stage, string to, CancellationToken cancellationToken)
    {
        string? server = await stage.Api.FindServerAsync(stage.Vm, cancellationToken);
        return server == to ? null : $"{stage.Vm} should run on {to}, the controller says: {server ?? "nowhere, or in two places"}.";
    }

    /// <summary>The VM answers after the move, whatever was lost during it.</summary>
    private static async Task<string?> AnswerErrorAsync(IStage stage, string server, CancellationToken cancellationToken)
    {
        try
        {
            using IRunningProbe probe = await stage.StartProbeAsync(100, cancellationToken);
            await Task.Delay(200, cancellationToken);
            ProbeReport report = await probe.StopAsync(cancellationToken);
            return report.Lost == 0 ? null : $"{stage.Vm} answers only {report.Sent - report.Lost} of {report.Sent} requests after the move.";
        }
        catch (LabException error)
        {
            return $"{stage.Vm} does not answer after the move: {error.Message}\n{stage.VmLog(server)}";
        }
    }
}
