using System.Diagnostics;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>Two hosts (10.9.0.1, 10.9.0.2) in namespaces and the real switch program between them in a third, which controllers and
/// tools share. Everything is removed at the end, processes by their ids.</summary>
internal sealed class SwitchLab : IDisposable
{
    private static int s_count;

    private readonly string _name = $"ef{Environment.ProcessId % 100000:x}{Interlocked.Increment(ref s_count)}";
    private readonly List<Process> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("ef").FullName;

    public SwitchLab(params string[] programs)
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("needs root");
        }

        foreach (string program in programs.Append("/usr/sbin/ip").Where(program => !File.Exists(program)))
        {
            Assert.Skip($"needs {program}");
        }

        foreach (string name in new[] { Switch, HostA, HostB })
        {
            Ip($"netns add {name}");
            Ip($"-n {name} link set lo up");
        }

        Connect(HostA, "p1", "10.9.0.1/24");
        Connect(HostB, "p2", "10.9.0.2/24");
    }

    /// <summary>Namespace of the switch, its controllers and tools.</summary>
    public string Switch => _name + "s";

    public string HostA => _name + "a";

    public string HostB => _name + "b";

    /// <summary>Socket for ovs-ofctl.</summary>
    public string OpenFlow => Path.Combine(_folder, "of");

    public string Control => Path.Combine(_folder, "control");

    /// <summary>Starts the switch with both ports.</summary>
    public Process StartSwitch(string options = "--controller tcp:127.0.0.1:6653") =>
        Start(Switch, "dotnet", $"{SwitchProgram} --datapath-id a1 --listen unix:{OpenFlow} --control unix:{Control} --port 1=p1 --port 2=p2 {options}");

    public static string SwitchProgram => Path.Combine(AppContext.BaseDirectory, "edgeflow-switch.dll");

    public Process Start(string netns, string program, string arguments)
    {
        var start = new ProcessStartInfo("ip", $"netns exec {netns} {program} {arguments}") { RedirectStandardError = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>ovs-ofctl -O OpenFlow13 COMMAND on the switch.</summary>
    public string OvsOfctl(string command, string rest = "") => OvsOfctl("OpenFlow13", command, rest);

    /// <summary>ovs-ofctl -O VERSION COMMAND on the switch.</summary>
    public string OvsOfctl(string version, string command, string rest)
    {
        (int exitCode, string output) = Run("ovs-ofctl", $"-O {version} {command} unix:{OpenFlow} {rest}");
        Assert.True(exitCode == 0, $"ovs-ofctl {command} {rest}: {output}");
        return output;
    }

    /// <summary>Pings B from A.</summary>
    /// <returns>Requests answered.</returns>
    public int Ping(int count, double interval = 0.02)
    {
        string output = Run("ip", FormattableString.Invariant($"netns exec {HostA} ping -q -c {count} -i {interval} -W 1 10.9.0.2")).Output;
        int end = output.IndexOf(" received", StringComparison.Ordinal);
        Assert.True(end > 0, output);
        return int.Parse(output[(output.LastIndexOf(' ', end - 1) + 1)..end], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static void WaitFor(string what, Func<bool> condition, int seconds = 30)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"within {seconds} s: {what}");
            Thread.Sleep(100);
        }
    }

    /// <summary>Waits until the switch listens.</summary>
    public void WaitForSwitch() => WaitFor("the switch listens", () => File.Exists(OpenFlow) && Run("ovs-ofctl", $"-O OpenFlow13 show unix:{OpenFlow}").ExitCode == 0);

    public static void Kill(Process process, string signal)
    {
        // "ip netns exec" replaces itself by the program, so the id is the program's.
        Run("kill", $"-{signal} {process.Id}");
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                Kill(process, "KILL");
                process.WaitForExit();
            }

            process.Dispose();
        }

        foreach (string name in new[] { Switch, HostA, HostB })
        {
            Run("ip", $"netns del {name}");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static void Ip(string arguments)
    {
        (int exitCode, string output) = Run("ip", arguments);
        Assert.True(exitCode == 0, $"ip {arguments}: {output}");
    }

    private void Connect(string host, string port, string address)
    {
        Ip($"link add {port} netns {Switch} type veth peer name e0 netns {host}");
        Run("ip", $"netns exec {host} sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
        Ip($"-n {host} addr add {address} dev e0");
        Ip($"-n {host} link set e0 up");
    }
}
