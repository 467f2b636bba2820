namespace EdgeFlow.Benchmarks.Peers;

/// <summary>A private Open vSwitch with its user-space datapath, in a network namespace of its own unless it has ports.</summary>
internal sealed class OpenVSwitchPeer : ISwitchPeer
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";
    private const string Bridge = "efbench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeflow-ovs");
    private readonly List<PeerProcess> _processes = [];

    /// <param name="interfaces">Of the caller's namespace; the first is port 1.</param>
    public OpenVSwitchPeer(params string[] interfaces)
    {
        string folder = _folder.FullName;
        OpenFlowPath = Path.Combine(folder, $"{Bridge}.mgmt");
        try
        {
            Name = PeerProcess.Run("ovs-vswitchd", "--version").Split('\n')[0].Replace("ovs-vswitchd (", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
            PeerProcess.Run("ovsdb-tool", "create", $"{folder}/conf.db", Schema);
            var database = new PeerProcess(folder, "ovsdb-server", $"{folder}/conf.db", $"--remote=punix:{folder}/db.sock", $"--unixctl={folder}/db.ctl");
            _processes.Add(database);
            database.WaitFor($"{folder}/db.sock");
            Configure("init");
            string[] program = interfaces.Length == 0 ? ["unshare", "--net", "ovs-vswitchd"] : ["ovs-vswitchd"];
            var daemon = new PeerProcess(folder, [.. program, $"unix:{folder}/db.sock", $"--unixctl={folder}/vswitchd.ctl"]);
            _processes.Add(daemon);
            Configure(
                "--", "add-br", Bridge, "--", "set", "bridge", Bridge, "datapath_type=netdev", "protocols=OpenFlow13", "fail_mode=secure");
            daemon.WaitFor(OpenFlowPath);
            for (int i = 0; i < interfaces.Length; i++)
            {
                PeerProcess.Run(
                    "ovs-vsctl", $"--db=unix:{folder}/db.sock", "--timeout=20", "--", "add-port", Bridge, interfaces[i], "--", "set", "interface", interfaces[i], $"ofport_request={i + 1}");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Dispose();
            throw new InvalidOperationException($"Open vSwitch: {e.Message}", e);
        }

        void Configure(params string[] arguments) =>
            PeerProcess.Run("ovs-vsctl", [$"--db=unix:{folder}/db.sock", "--timeout=20", "--no-wait", .. arguments]);
    }

    public string Name { get; }

    public string OpenFlowPath { get; }

    public long ResidentBytes => _processes[^1].ResidentBytes;

    public void Dispose()
    {
        for (int i = _processes.Count - 1; i >= 0; i--)
        {
            _processes[i].Dispose();
        }

        _folder.Delete(recursive: true);
    }
}
