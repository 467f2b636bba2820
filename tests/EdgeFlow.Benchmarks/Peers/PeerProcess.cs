using System.Diagnostics;
using System.Globalization;

namespace EdgeFlow.Benchmarks.Peers;

/// <summary>One process in the foreground whose output goes to a log file.</summary>
internal sealed class PeerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;

    /// <param name="folder">Where the log goes, and what OVS_RUNDIR and its like name.</param>
    /// <param name="command">Program and arguments.</param>
    public PeerProcess(string folder, params string[] command)
    {
        string program = Path.GetFileName(command[0] == "unshare" ? command[2] : command[0]);
        _log = Path.Combine(folder, $"{program}.log");

        // exec: the process id is the program's own.
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", _log } };
        foreach (string argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in (ReadOnlySpan<string>)["OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR"])
        {
            start.Environment[name] = folder;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>VmRSS.</summary>
    public long ResidentBytes
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result.Trim()}");
    }

    /// <summary>Waits until a file, usually a socket, is there.</summary>
    public void WaitFor(string path)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(path))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new InvalidOperationException($"{path} did not appear; {_log}: {(File.Exists(_log) ? File.ReadAllText(_log) : "empty")}");
            }

            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
