using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.HostAgent;

/// <summary>What a restarted agent must know of a VM.</summary>
/// <param name="Spec">The VM.</param>
/// <param name="Nic">Its NIC.</param>
/// <param name="IncomingTransferId">The transfer in which it is being received and after which it has not run; else null.</param>
internal sealed record StoredVm(VmSpec Spec, NicDescription Nic, string? IncomingTransferId);
