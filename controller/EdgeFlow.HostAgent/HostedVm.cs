using EdgeFlow.Vmm;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.HostAgent;

/// <summary>A VM of this server with its NIC. <b>Threads:</b> <see cref="Gate"/> is held while anything of it is changed.</summary>
internal sealed class HostedVm(VmSpec spec)
{
    internal VmSpec Spec { get; } = spec;

    internal SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Port number of the virtual switch kept for it.</summary>
    internal uint ReservedPort { get; set; }

    internal INicBackend? Nic { get; set; }

    internal NicDescription? NicPlace { get; set; }

    internal IVirtualMachine? Machine { get; set; }

    /// <summary>Why its NIC could not be plugged in again, as it was logged.</summary>
    internal string? PlugFailure { get; set; }

    /// <summary>Set once it is being removed: whoever waited for the gate finds it gone.</summary>
    internal bool IsGone { get; set; }

    internal VmDescription Describe() => new(Spec, Machine?.State ?? VmState.Starting, NicPlace, Machine?.TransferId, Machine?.FailureReason);
}
