using System.Globalization;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>What the demo prints: words for people, or with <c>--json</c> one object per run on standard output and the words on standard error.</summary>
public sealed class DemoOutput(bool json)
{
    private readonly TextWriter _words = json ? Console.Error : Console.Out;

    public void Line(string text) => _words.WriteLine(text);

    /// <summary>One step of the migration, as it happens.</summary>
    public void Step(double milliseconds, string step, string text) =>
        _words.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {milliseconds,8:0.0} ms  {step,-6} {text}"));

    private void When(string fate, IReadOnlyList<string> times)
    {
        if (times.Count > 0)
        {
            _words.WriteLine($"         {fate} are those of {string.Join(", ", times)} UTC");
        }
    }

    /// <summary>The verdict of a run.</summary>
    public void Verdict(RunResult run)
    {
        if (json)
        {
            Console.Out.WriteLine(run.ToJson());
            Console.Out.Flush();
        }

        if (!run.IsOk)
        {
            _words.WriteLine($"run {run.Run}: FAILED: {run.Error}");
            return;
        }

        static string Ms(double? value) => value is double ms ? ms.ToString("0.0 ms", CultureInfo.InvariantCulture) : "-";
        _words.WriteLine();
        _words.WriteLine($"  {run.Vm} moved from {run.From} to {run.To} ({run.Strategy}, {run.Vmm}, {run.Switches} switches)");
        _words.WriteLine($"  pause {Ms(run.PauseMs)}   switched in {Ms(run.SwitchMs)}   longest wait of a frame {Ms(run.HoldMs)}   total {Ms(run.TotalMs)}");
        _words.WriteLine($"  {"",-6}{"sent",10}{"lost",10}{"duplicated",12}{"reordered",11}");
        foreach ((string name, ProtocolCounts? counts) in new[] { ("UDP", run.Udp), ("ICMP", run.Icmp) })
        {
            if (counts is not null)
            {
                _words.WriteLine($"  {name,-6}{counts.Sent,10}{counts.Lost,10}{counts.Duplicated,12}{counts.Reordered,11}");
                When("lost", counts.LostAt);
                When("overtaken", counts.ReorderedAt);
            }
        }

        string memory = run.MemoryMatched switch { true => "memory compared: equal", false => "memory compared: DIFFERENT", null => "memory not compared" };
        _words.WriteLine($"  {memory}");
        if (run.KernelDrops > 0)
        {
            _words.WriteLine($"  measurement: this machine's own kernel dropped {run.KernelDrops} answers in front of the probe; the network is not to blame for them");
        }

        if (run.SendErrors > 0)
        {
            _words.WriteLine($"  measurement: this machine's own kernel refused to send {run.SendErrors} requests; the network is not to blame for them");
        }

        _words.WriteLine($"run {run.Run}: ok, {run.Lost} lost, {run.Duplicated} duplicated, {run.Reordered} reordered of {run.Sent}");
        _words.WriteLine();
    }
}
