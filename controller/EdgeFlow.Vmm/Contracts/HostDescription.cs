namespace EdgeFlow.Vmm.Contracts;

/// <summary>One server as its agent describes it.</summary>
/// <param name="Server">Name of the server, unique in the system.</param>
/// <param name="VmmKind">Kind of VMM: <c>qemu</c> or <c>embedded</c>. VMs move between servers of one kind only.</param>
/// <param name="MemoryTotalMiB">Memory that the server offers to VMs, in MiB.</param>
/// <param name="MemoryFreeMiB">Part of it that no VM has been given.</param>
/// <param name="TransferAddress">IPv4 address at which memory images arrive.</param>
/// <param name="TransferMac">MAC address of the interface that has it; null if the agent cannot tell.</param>
/// <param name="VirtualSwitchKind"><c>edgeflow</c>, <c>ovs</c> or <c>memory</c>.</param>
/// <param name="VirtualSwitchDatapathId">Datapath id of the virtual switch, 16 hex digits.</param>
/// <param name="UplinkPorts">Its port numbers that lead to the network.</param>
/// <param name="HostPort">Its port number that leads to the server itself (memory transfer); null if the server is reached otherwise.</param>
/// <param name="Accelerators">What runs the guests: <c>tcg</c>, <c>kvm</c> or <c>embedded</c>.</param>
/// <param name="AgentVersion">Version of the agent's program.</param>
public sealed record HostDescription(
    string Server,
    string VmmKind,
    int MemoryTotalMiB,
    int MemoryFreeMiB,
    string TransferAddress,
    string? TransferMac,
    string VirtualSwitchKind,
    string VirtualSwitchDatapathId,
    IReadOnlyList<uint> UplinkPorts,
    uint? HostPort,
    IReadOnlyList<string> Accelerators,
    string AgentVersion);
