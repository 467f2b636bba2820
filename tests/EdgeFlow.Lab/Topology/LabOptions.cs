namespace EdgeFlow.Lab.Topology;

/// <summary>What kind of lab to build.</summary>
/// <param name="Vmm"><c>qemu</c> or <c>embedded</c>.</param>
/// <param name="Switches"><c>edgeflow</c> or <c>ovs</c>.</param>
/// <param name="Servers">2..8.</param>
/// <param name="Vms">0..40, spread over the servers in turn.</param>
public sealed record LabOptions(string Vmm = "qemu", string Switches = "edgeflow", int Servers = 2, int Vms = 1);
