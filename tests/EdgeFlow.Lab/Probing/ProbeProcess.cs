using System.Diagnostics;
using System.Globalization;

namespace EdgeFlow.Lab.Probing;

/// <summary>A probe that runs in a namespace, as a process of its own (<c>edgeflow-lab probe-run</c>).</summary>
public sealed class ProbeProcess : IRunningProbe
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ProbeProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts it and waits until the target answers and the measurement has begun.</summary>
    /// <param name="seconds">How long, or null: until <see cref="StopAsync"/>.</param>
    /// <exception cref="LabException">The target does not answer.</exception>
    public static async Task<ProbeProcess> StartAsync(
        string space, string target, int rateHz, double? seconds, CancellationToken cancellationToken)
    {
        List<string> arguments =
            ["netns", "exec", space, Running.Programs.Path("edgeflow-lab"), "probe-run", target, "--hz", rateHz.ToString(CultureInfo.InvariantCulture)];
        if (seconds is double limit)
        {
            arguments.AddRange(["--seconds", limit.ToString(CultureInfo.InvariantCulture)]);
        }

        var process = Process.Start(new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new LabException("the probe did not start.");
        var probe = new ProbeProcess(process);
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            return line == "started" ? probe : throw new LabException($"probe from {space}: {(await probe._errors).Trim()}");
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Ends the sending, waits for stragglers and returns the report.</summary>
    /// <exception cref="LabException">The helper died.</exception>
    public async Task<ProbeReport> StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        return await ReportAsync(cancellationToken);
    }

    /// <summary>The report of a probe that was started for a number of seconds.</summary>
    /// <exception cref="LabException">The helper died.</exception>
    public async Task<ProbeReport> ReportAsync(CancellationToken cancellationToken)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is not null ? ProbeReport.FromJson(line) : throw new LabException($"the probe ended without a report: {(await _errors).Trim()}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
