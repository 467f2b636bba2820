namespace EdgeFlow.Benchmarks.Peers;

/// <summary>A private Open vSwitch with its user-space datapath, in a network namespace of its own.</summary>
internal sealed class OpenVSwitchPeer : ISwitchPeer
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";
    private const string Bridge = "efbench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeflow-ovs");
    private readonly List<PeerProcess> _processes = [];

    public OpenVSwitchPeer()
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
            var daemon = new PeerProcess(folder, "unshare", "--net", "ovs-vswitchd", $"unix:{folder}/db.sock", $"--unixctl={folder}/vswitchd.ctl");
            _processes.Add(daemon);
            Configure(
                "--", "add-br", Bridge, "--", "set", "bridge", Bridge, "datapath_type=netdev", "protocols=OpenFlow13", "fail_mode=secure");
            daemon.WaitFor(OpenFlowPath);
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

    public void Dispose()
    {
        for (int i = _processes.Count - 1; i >= 0; i--)
        {
            _processes[i].Dispose();
        }

        _folder.Delete(recursive: true);
    }
}
