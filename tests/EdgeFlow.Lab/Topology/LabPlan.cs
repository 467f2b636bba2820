namespace EdgeFlow.Lab.Topology;

/// <summary>Everything that the lab will consist of, computed before anything is made.</summary>
/// <remarks>
/// <code>
///            client                 Ring of four switches, so that there are two paths between any two.
///              |3                   Ports 1 (to the next) and 2 (to the previous) are the ring's, 3 and up the edge's.
///     srv1 -3 s1 1---2 s2           Server n hangs at s1, s3, s2, s4, s1, ...
///            2|        |1           Virtual switch of a server: 1 uplink, 2 the server itself (memory transfer),
///            1|        |2           10 and up the taps of its VMs.
///             s4 2---1 s3 3- srv2
///              |3
///             ext
/// </code>
/// (client is at s2, external network at s4.) Data network 10.77.0.0/24, memory transfer 10.77.1.0/24, management 198.18.N.0/24.
/// </remarks>
public sealed class LabPlan
{
    public const uint UplinkPort = 1, HostPort = 2, FirstVmPort = 10;
    private const int RingSize = 4;

    public LabPlan(LabOptions options)
    {
        Options = options;
        string prefix = LabNames.Prefix;
        var cables = new List<LabCable>();
        var ports = Enumerable.Range(0, RingSize).Select(_ => new List<LabPort>()).ToArray();
        string Namespace(int index) => $"{prefix}s{index + 1}";

        for (int i = 0; i < RingSize; i++)
        {
            int next = (i + 1) % RingSize;
            var near = new LabPort(1, $"{prefix}s{i + 1}-p1");
            var far = new LabPort(2, $"{prefix}s{next + 1}-p2");
            ports[i].Add(near);
            ports[next].Add(far);
            cables.Add(new LabCable(Namespace(i), near.Interface, Namespace(next), far.Interface));
        }

        LabPort AddEdge(int index, string farNamespace, string farInterface)
        {
            uint number = (uint)Math.Max(3, ports[index].Max(p => p.Number) + 1);
            var port = new LabPort(number, $"{prefix}s{index + 1}-p{number}");
            ports[index].Add(port);
            cables.Add(new LabCable(Namespace(index), port.Interface, farNamespace, farInterface));
            return port;
        }

        Client = $"{prefix}client";
        ClientInterface = $"{prefix}client0";
        External = $"{prefix}ext";
        ExternalInterface = $"{prefix}ext0";
        ClientPort = AddEdge(1, Client, ClientInterface);
        ExternalPort = AddEdge(3, External, ExternalInterface);

        int[] places = [0, 2, 1, 3];
        var servers = new List<LabServer>();
        for (int i = 0; i < options.Servers; i++)
        {
            string name = $"srv{i + 1}", space = $"{prefix}{name}";
            var uplink = new LabPort(UplinkPort, $"{prefix}{name}-p1");
            var host = new LabPort(HostPort, $"{prefix}{name}-p2");
            string transfer = $"{prefix}{name}-xfer";
            AddEdge(places[i % RingSize], space, uplink.Interface);
            cables.Add(new LabCable(space, host.Interface, space, transfer));
            var virtualSwitch = new LabSwitch(name, space, 0x11UL + (ulong)i, [uplink, host]);
            servers.Add(new LabServer(
                name, space, virtualSwitch, transfer, $"10.77.1.{i + 1}", $"02:ef:00:00:01:{i + 1:x2}", LabNames.Management(21 + i)));
        }

        Cables = cables;
        Servers = servers;
        Ring = [.. Enumerable.Range(0, RingSize).Select(i => new LabSwitch($"s{i + 1}", Namespace(i), 1UL + (ulong)i, [.. ports[i].OrderBy(p => p.Number)]))];
        Vms = [.. Enumerable.Range(1, options.Vms).Select(i =>
            new LabVm($"vm{i}", $"52:54:00:ef:00:{i:x2}", $"10.77.0.{10 + i}", servers[(i - 1) % servers.Count].Name))];
    }

    public LabOptions Options { get; }
    public IReadOnlyList<LabSwitch> Ring { get; }
    public IReadOnlyList<LabServer> Servers { get; }
    public IReadOnlyList<LabVm> Vms { get; }
    public IReadOnlyList<LabCable> Cables { get; }
    public string Client { get; }
    public string ClientInterface { get; }
    public string ClientAddress { get; } = "10.77.0.100";
    public LabPort ClientPort { get; }
    public string External { get; }
    public string ExternalInterface { get; }
    public string ExternalAddress { get; } = "10.77.0.200";
    public LabPort ExternalPort { get; }
    public string ManagementNamespace { get; } = $"{LabNames.Prefix}mgmt";

    /// <summary>The end of the management network in the machine's own namespace, where the controller listens.</summary>
    public string ManagementInterface { get; } = $"{LabNames.Prefix}mgmt0";

    public string ControllerAddress { get; } = LabNames.Management(1);

    /// <summary>All switches, the servers' virtual ones last.</summary>
    public IEnumerable<LabSwitch> Switches => Ring.Concat(Servers.Select(s => s.VirtualSwitch));

    /// <summary>Links between switches that the controller must find, each counted once per direction.</summary>
    public int DirectedLinks => 2 * (Ring.Count + Servers.Count);

    public IEnumerable<string> Namespaces =>
        [ManagementNamespace, Client, External, .. Ring.Select(s => s.Namespace), .. Servers.Select(s => s.Namespace)];

    /// <summary>Address of a switch or server in the management network.</summary>
    public static string ManagementAddress(LabSwitch item) =>
        LabNames.Management(item.DatapathId < 0x10 ? 10 + (int)item.DatapathId : 21 + (int)(item.DatapathId - 0x11));
}
