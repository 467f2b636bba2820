using System.Diagnostics;
using EdgeFlow.Lab.Interop;

namespace EdgeFlow.Lab.Processes;

/// <summary>Starts and ends the lab's long-running programs.</summary>
/// <remarks>They outlive the lab command, have their own session (Ctrl-C at the terminal is the lab's alone) and write to a log file.</remarks>
public static class ProcessRunner
{
    /// <summary>Starts a program; returns at once.</summary>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static LabProcess Start(ProcessSpec spec)
    {
        // setsid, sh, ip and the program replace one another, so that the pid known here is the program's.
        List<string> command = ["sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "lab", spec.Log];
        if (spec.Namespace is not null)
        {
            command.AddRange(["ip", "netns", "exec", spec.Namespace]);
        }

        command.AddRange(spec.Command);
        var start = new ProcessStartInfo("setsid", command);
        foreach ((string name, string value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new LabException($"{spec.Role}: setsid did not start.");
        return new LabProcess(spec, process.Id, LabProcess.ReadStartTicks(process.Id));
    }

    /// <summary>SIGTERM, and SIGKILL after a grace of 5 seconds, to processes that are still the recorded ones.</summary>
    public static async Task StopAsync(IReadOnlyCollection<LabProcess> processes)
    {
        foreach (LabProcess process in processes.Where(p => p.IsAlive))
        {
            Libc.Signal(process.Pid, Libc.SIGTERM);
        }

        long deadline = Environment.TickCount64 + 5000;
        while (processes.Any(p => p.IsAlive) && Environment.TickCount64 < deadline)
        {
            await Task.Delay(20);
        }

        foreach (LabProcess process in processes.Where(p => p.IsAlive))
        {
            Libc.Signal(process.Pid, Libc.SIGKILL);
        }

        while (processes.Any(p => p.IsAlive) && Environment.TickCount64 < deadline + 5000)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Last lines of a log, indented, for an error message.</summary>
    public static string LastLines(string log, int count = 12)
    {
        if (!File.Exists(log))
        {
            return "    (no log)";
        }

        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = new Queue<string>();
        while (reader.ReadLine() is string line)
        {
            lines.Enqueue("    " + line);
            if (lines.Count > count)
            {
                lines.Dequeue();
            }
        }

        return string.Join('\n', lines);
    }
}
