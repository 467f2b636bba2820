using System.Net;
using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Commands;

/// <summary><c>probe-run</c>: the helper that runs inside the client's namespace.</summary>
/// <remarks>
/// Prints <c>started</c> on a line when the target answers, and the report as JSON on the next. Ends its sending after the given seconds, or
/// when its standard input ends; the one who started it need not be there any more.
/// </remarks>
public static class ProbeRunCommand
{
    private const int LongestSeconds = 900;

    /// <returns>Exit code: 0 = measured, 1 = the target never answered.</returns>
    public static int Run(string target, int rateHz, double? seconds)
    {
        Interop.Libc.RaisePriority();
        using var stop = new CancellationTokenSource();
        if (seconds is null)
        {
            new Thread(() =>
            {
                while (Console.In.ReadLine() is not (null or "stop"))
                {
                }

                stop.Cancel();
            })
            { IsBackground = true }.Start();
        }

        using var probe = new Probe(IPAddress.Parse(target), rateHz, Math.Min(LongestSeconds, (int)Math.Ceiling((seconds ?? LongestSeconds) + 1)));
        if (!probe.WarmUp(TimeSpan.FromSeconds(20), stop.Token))
        {
            Console.Error.WriteLine($"{target} does not answer both ICMP echo and UDP port 7.");
            return LabException.Failed;
        }

        Console.Out.WriteLine("started");
        Console.Out.Flush();
        if (seconds is double limit)
        {
            stop.CancelAfter(TimeSpan.FromSeconds(limit));
        }

        Console.Out.WriteLine(probe.Measure(stop.Token).ToJson());
        return 0;
    }
}
