using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Fabrics;

/// <summary>Open vSwitch with its user-space datapath: one private database and one daemon per namespace.</summary>
public sealed class OvsFabric : IFabric
{
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    /// <summary>The one bridge of each daemon.</summary>
    public static string Bridge(LabSwitch item) => $"{LabNames.Prefix}b-{item.Name}";

    public static string Folder(LabSwitch item) => Path.Combine(LabNames.Folder, "ovs", item.Name);

    public static string Database(LabSwitch item) => $"unix:{Folder(item)}/db.sock";

    /// <summary>Where ovs-ofctl reaches the bridge.</summary>
    public static string Management(LabSwitch item) => $"unix:{Folder(item)}/{Bridge(item)}.mgmt";

    public async Task StartAsync(LabState state, LabSwitch item, string controller, CancellationToken cancellationToken)
    {
        string folder = Folder(item);
        Directory.CreateDirectory(folder);
        await Shell.CheckAsync("ovsdb-tool", ["create", $"{folder}/conf.db", Schema], cancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["OVS_RUNDIR"] = folder,
            ["OVS_LOGDIR"] = folder,
            ["OVS_DBDIR"] = folder,
            ["OVS_SYSCONFDIR"] = folder,
        };
        LabProcess database = state.Start(new ProcessSpec(
            $"ovsdb:{item.Name}",
            item.Namespace,
            ["ovsdb-server", $"{folder}/conf.db", $"--remote=punix:{folder}/db.sock", $"--unixctl={folder}/ovsdb.ctl"],
            Programs.Log($"ovsdb-{item.Name}"),
            environment));
        await Waiting.ForAsync(
            $"ovsdb-server of {item.Name}", TimeSpan.FromSeconds(20), () => Task.FromResult(File.Exists($"{folder}/db.sock")), [database], cancellationToken);
        await Vsctl("--no-wait", "init");

        LabProcess daemon = state.Start(new ProcessSpec(
            $"switch:{item.Name}",
            item.Namespace,
            ["ovs-vswitchd", $"unix:{folder}/db.sock", $"--unixctl={folder}/vswitchd.ctl"],
            Programs.Log($"switch-{item.Name}"),
            environment));
        string bridge = Bridge(item);
        List<string> setup =
        [
            "--no-wait",
            "--", "add-br", bridge,
            "--", "set", "bridge", bridge, "datapath_type=netdev", "protocols=OpenFlow13", "fail_mode=secure",
            $"other-config:datapath-id={item.DatapathIdText}", "other-config:disable-in-band=true",
            "--", "set-controller", bridge, controller,
            "--", "set", "controller", bridge, "max_backoff=1000", "connection-mode=out-of-band",
        ];
        foreach (LabPort port in item.Ports)
        {
            setup.AddRange(["--", "add-port", bridge, port.Interface, "--", "set", "interface", port.Interface, $"ofport_request={port.Number}"]);
        }

        await Vsctl([.. setup]);
        await Waiting.ForAsync(
            $"bridge {bridge}", TimeSpan.FromSeconds(20), () => Task.FromResult(File.Exists($"{folder}/{bridge}.mgmt")), [database, daemon], cancellationToken);

        Task<string> Vsctl(params string[] arguments) =>
            Shell.CheckAsync("ovs-vsctl", [$"--db={Database(item)}", "--timeout=20", .. arguments], cancellationToken);
    }

    public IReadOnlyList<string> HostArguments(LabServer server) =>
        ["--vswitch", $"ovs:{Bridge(server.VirtualSwitch)}@{Folder(server.VirtualSwitch)}/db.sock"];
}
