namespace EdgeFlow.Vmm.Contracts;

/// <summary>A destination that waits for a memory image.</summary>
/// <param name="TransferId">The transfer, as the caller named it.</param>
/// <param name="Address">IPv4 address to send to.</param>
/// <param name="Port">TCP port to send to.</param>
/// <param name="Nic">Where the VM's NIC is plugged in at the destination.</param>
public sealed record IncomingDescription(string TransferId, string Address, int Port, NicDescription Nic);
