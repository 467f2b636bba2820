using System.Diagnostics;
using System.Text;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>Both switches in one private namespace. Everything is removed at the end, and when the process is told to end.</summary>
internal sealed class TestBench : IDisposable
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";
    private static readonly string[] s_needed = ["/usr/sbin/ip", "/usr/sbin/ovs-vswitchd", "/usr/sbin/ovsdb-server", "/usr/bin/ovs-vsctl", "/dev/net/tun", Schema];

    private readonly Premises _premises = new();
    private readonly List<Process> _processes = [];
    private readonly List<IDisposable> _parts = [];
    private readonly StringBuilder _lastWords = new();
    private readonly int _ourParts, _ourProcesses;
    private int _starts, _isDisposed;

    internal TestBench()
    {
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        try
        {
            Ours = StartOurs();
            (_ourParts, _ourProcesses) = (_parts.Count, _processes.Count);
            Theirs = StartTheirs();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal SubjectSwitch Ours { get; }

    internal SubjectSwitch Theirs { get; private set; }

    /// <summary>What Open vSwitch wrote to stderr since it was started.</summary>
    internal string LastWords
    {
        get
        {
            lock (_lastWords)
            {
                return _lastWords.ToString();
            }
        }
    }

    /// <summary>Skips the test with what is missing.</summary>
    internal static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: makes tap interfaces in a network namespace");
        foreach (string file in s_needed)
        {
            Assert.SkipUnless(File.Exists(file), $"needs {file}");
        }
    }

    /// <summary>Whether Open vSwitch has ended by itself.</summary>
    /// <remarks>Its sockets close a little before the process has ended, hence the wait.</remarks>
    internal bool IsTheirsGone()
    {
        if (!_processes[^1].WaitForExit(TimeSpan.FromSeconds(5)))
        {
            return false;
        }

        _processes[^1].WaitForExit(); // and all it wrote has been read
        return true;
    }

    /// <summary>Starts Open vSwitch anew, with nothing of what it had.</summary>
    internal void RestartTheirs()
    {
        End(_ourParts, _ourProcesses);
        lock (_lastWords)
        {
            _lastWords.Clear();
        }

        Theirs = StartTheirs();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
            End(0, 0);
            _premises.Dispose();
        }
    }

    // The tests may still run; they fail then, which nobody hears.
    private void OnProcessExit(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _premises.Dispose();
        }
    }

    // Ends what was started after so many others.
    private void End(int parts, int processes)
    {
        _parts[parts..].ForEach(part => part.Dispose());
        _parts.RemoveRange(parts, _parts.Count - parts);
        foreach (Process process in _processes[processes..])
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.WaitForExit();
            process.Dispose();
        }

        _processes.RemoveRange(processes, _processes.Count - processes);
    }

    private SubjectSwitch StartOurs()
    {
        Taps taps = StartTaps("ed");
        string folder = _premises.Folder, socket = Path.Combine(folder, "of"), program = Path.Combine(AppContext.BaseDirectory, "edgeflow-switch.dll");

        // Nobody answers its echo requests while Open vSwitch is started anew.
        string config = Path.Combine(folder, "switch.json");
        File.WriteAllText(config, """{ "echoSeconds": 300 }""");
        StartIn(folder, "dotnet", program, "--config", config, "--datapath-id", "a1", "--listen", $"unix:{socket}", "--control", $"unix:{folder}/control", "--tables", "8",
            "--port", "1=ed1", "--port", "2=ed2", "--port", "3=ed3");
        return new SubjectSwitch("edgeflow-switch", Keep(new OpenFlowClient(socket)), taps, caches: null);
    }

    private SubjectSwitch StartTheirs()
    {
        Taps taps = StartTaps("ov");
        string folder = Directory.CreateDirectory($"{_premises.Folder}/ovs{_starts++}").FullName;
        string database = $"{folder}/db.sock", control = $"{folder}/vswitchd.ctl";
        Command.Run("ovsdb-tool", "create", $"{folder}/conf.db", Schema);
        StartIn(folder, "ovsdb-server", $"{folder}/conf.db", $"--remote=punix:{database}", $"--unixctl={folder}/db.ctl", "--no-chdir");
        WaitFor(database);
        Command.Run("ovs-vsctl", $"--db=unix:{database}", "--no-wait", "init");
        Process daemon = StartIn(folder, "ovs-vswitchd", $"unix:{database}", $"--unixctl={control}", "--no-chdir");
        taps.IsGone = () => daemon.HasExited;

        // vlan-limit: by default it sees one tag and takes the second for payload.
        Command.Run("ovs-vsctl", $"--db=unix:{database}", "--timeout=20", "set", "Open_vSwitch", ".", "other_config:vlan-limit=0",
            "--", "add-br", "efdiff0", "--", "set", "bridge", "efdiff0", "datapath_type=netdev", "protocols=OpenFlow13", "fail_mode=secure",
            "--", "add-port", "efdiff0", "ov1", "--", "set", "interface", "ov1", "ofport_request=1",
            "--", "add-port", "efdiff0", "ov2", "--", "set", "interface", "ov2", "ofport_request=2",
            "--", "add-port", "efdiff0", "ov3", "--", "set", "interface", "ov3", "ofport_request=3");
        return new SubjectSwitch("Open vSwitch", Keep(new OpenFlowClient($"{folder}/efdiff0.mgmt")), taps, Keep(new OvsCaches(control)));
    }

    private Taps StartTaps(string prefix)
    {
        Taps taps = Keep(new Taps(_premises.Name, prefix));
        for (int port = 1; port <= Taps.Count; port++)
        {
            Command.Run("ip", "-n", _premises.Name, "link", "set", $"{prefix}{port}", "up");
        }

        return taps;
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }

    private Process StartIn(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", _premises.Name, program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string name in new[] { "OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR" })
        {
            start.Environment[name] = folder;
        }

        Process process = Process.Start(start)!; // never null: no shell
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_lastWords)
            {
                _lastWords.AppendLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private static void WaitFor(string path)
    {
        var clock = Stopwatch.StartNew();
        while (!File.Exists(path))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"within 30 s: {path}");
            Thread.Sleep(20);
        }
    }
}
