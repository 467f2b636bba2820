namespace EdgeFlow.Vmm.Contracts;

/// <summary>One instance of a VM on one server.</summary>
/// <param name="Spec">What the VM is; enough to prepare it elsewhere.</param>
/// <param name="State">Its state on this server.</param>
/// <param name="Nic">Where its NIC is plugged in; null while it is not.</param>
/// <param name="TransferId">The transfer that it is part of, as source or destination; else null.</param>
/// <param name="Error">Why it failed; null unless <see cref="VmState.Failed"/>.</param>
public sealed record VmDescription(VmSpec Spec, VmState State, NicDescription? Nic, string? TransferId, string? Error)
{
    /// <summary>Name of the VM.</summary>
    public string Name => Spec.Name;
}
