namespace EdgeFlow.Vmm.Contracts;

/// <summary>Where a VM's NIC is plugged in.</summary>
/// <param name="Tap">Name of the tap interface, or of the in-memory link.</param>
/// <param name="Port">Port number on the server's virtual switch.</param>
public sealed record NicDescription(string Tap, uint Port);
