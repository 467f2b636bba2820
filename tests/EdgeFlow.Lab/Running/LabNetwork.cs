using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>Makes the namespaces, cables and addresses of a plan, and removes them.</summary>
/// <remarks>
/// Checksums and segments are made by the sender (<c>tx off tso off gso off</c>): a user-space switch sees frames as they would be on a
/// wire. IPv6 is off: its noise would fill hold queues and counters. Each interface's frames are taken by one processor: a veth hands them to that of
/// the sender's thread, and when the thread changes processors, frames in the old one's backlog are overtaken.
/// </remarks>
public static class LabNetwork
{
    public static async Task CreateAsync(LabPlan plan, CancellationToken cancellationToken)
    {
        int prepared = 0;
        foreach (string space in plan.Namespaces)
        {
            await Line($"ip netns add {space}");
            await In(space, "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1");

            // Or a server's uplink would answer ARP for the address of its transfer interface, with the wrong MAC.
            await In(space, "sysctl -qw net.ipv4.conf.all.arp_ignore=1");
            await Line($"ip -n {space} link set lo up");
        }

        foreach (LabCable cable in plan.Cables)
        {
            await Line($"ip link add {cable.InterfaceA} netns {cable.NamespaceA} type veth peer name {cable.InterfaceB} netns {cable.NamespaceB}");
            await Prepare(cable.NamespaceA, cable.InterfaceA);
            await Prepare(cable.NamespaceB, cable.InterfaceB);
        }

        await Line($"ip -n {plan.Client} address add {plan.ClientAddress}/24 dev {plan.ClientInterface}");
        await Line($"ip -n {plan.External} address add {plan.ExternalAddress}/24 dev {plan.ExternalInterface}");
        foreach (LabServer server in plan.Servers)
        {
            await Line($"ip -n {server.Namespace} link set {server.TransferInterface} address {server.TransferMac}");
            await Line($"ip -n {server.Namespace} address add {server.TransferAddress}/24 dev {server.TransferInterface}");
        }

        await CreateManagementAsync();

        async Task CreateManagementAsync()
        {
            string bridge = $"{LabNames.Prefix}br0";
            await Line($"ip -n {plan.ManagementNamespace} link add {bridge} type bridge");
            await Line($"ip -n {plan.ManagementNamespace} link set {bridge} up");
            await Line($"ip link add {plan.ManagementInterface} type veth peer name {LabNames.Prefix}ctl netns {plan.ManagementNamespace}");
            await Line($"ip address add {plan.ControllerAddress}/24 dev {plan.ManagementInterface}");
            await Line($"ip link set {plan.ManagementInterface} up");
            await Line($"ip -n {plan.ManagementNamespace} link set {LabNames.Prefix}ctl master {bridge} up");
            foreach (LabSwitch item in plan.Switches)
            {
                string far = $"{LabNames.Prefix}m-{item.Name}", near = $"{LabNames.Prefix}mgmt1";
                await Line($"ip link add {near} netns {item.Namespace} type veth peer name {far} netns {plan.ManagementNamespace}");
                await Line($"ip -n {plan.ManagementNamespace} link set {far} master {bridge} up");
                await Line($"ip -n {item.Namespace} address add {LabPlan.ManagementAddress(item)}/24 dev {near}");
                await Line($"ip -n {item.Namespace} link set {near} up");
            }
        }

        Task<string> Line(string line) => Shell.CheckLineAsync(line, cancellationToken);
        Task<string> In(string space, string line) => Line($"ip netns exec {space} {line}");

        async Task Prepare(string space, string name)
        {
            await In(space, $"ethtool -K {name} tx off tso off gso off gro off");
            uint processors = 1U << (prepared++ % Math.Min(32, Environment.ProcessorCount));
            await Shell.CheckAsync(
                "ip",
                ["netns", "exec", space, "sh", "-c", $"echo {processors:x} > /sys/class/net/{name}/queues/rx-0/rps_cpus"],
                cancellationToken);
            await Line($"ip -n {space} link set {name} up");
        }
    }

    /// <summary>Ends what still runs in the namespaces, which are the lab's own, and deletes them with all their interfaces.</summary>
    public static async Task RemoveAsync(IEnumerable<string> namespaces, IEnumerable<string> interfaces)
    {
        HashSet<string> existing = [.. await ListNamespacesAsync()];
        foreach (string space in namespaces.Where(existing.Contains))
        {
            CommandResult inside = await Shell.RunAsync("ip", ["netns", "pids", space], CancellationToken.None);
            foreach (string pid in inside.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Libc.Signal(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture), Libc.SIGKILL);
            }

            await Shell.RunAsync("ip", ["netns", "delete", space], CancellationToken.None);
        }

        foreach (string name in interfaces.Where(name => Directory.Exists($"/sys/class/net/{name}")))
        {
            await Shell.RunAsync("ip", ["link", "delete", name], CancellationToken.None);
        }
    }

    public static async Task<IReadOnlyList<string>> ListNamespacesAsync()
    {
        CommandResult result = await Shell.RunAsync("ip", ["netns", "list"], CancellationToken.None);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
    }
}
