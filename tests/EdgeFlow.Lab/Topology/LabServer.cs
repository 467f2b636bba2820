namespace EdgeFlow.Lab.Topology;

/// <summary>One server: namespace, virtual switch, and the interface over which memory travels.</summary>
public sealed record LabServer(
    string Name,
    string Namespace,
    LabSwitch VirtualSwitch,
    string TransferInterface,
    string TransferAddress,
    string TransferMac,
    string ManagementAddress);
