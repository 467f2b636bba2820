using System.Net;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Vmm;

/// <summary>A virtual machine monitor: makes VMs on this server.</summary>
/// <remarks>
/// <b>Threads:</b> any. <b>Errors:</b> every refusal is a <see cref="HostAgentException"/>; after it nothing of the VM is left.
/// Memory and names are the caller's business: the VMM makes what it is told to.
/// </remarks>
public interface IVmm : IAsyncDisposable
{
    /// <summary>Kind of VMM as <see cref="HostDescription.VmmKind"/> has it. Memory images travel between VMMs of one kind.</summary>
    string Kind { get; }

    /// <summary>What runs the guests.</summary>
    IReadOnlyList<string> Accelerators { get; }

    /// <summary>Makes a VM on a NIC of its own and lets it run.</summary>
    Task<IVirtualMachine> CreateAsync(VmSpec spec, INicBackend nic, CancellationToken cancellationToken);

    /// <summary>Makes a VM that waits, paused, for its memory image over TCP (S204).</summary>
    /// <param name="address">Address to listen on; the port is chosen freely: <see cref="IVirtualMachine.IncomingPort"/>.</param>
    Task<IVirtualMachine> CreateIncomingAsync(
        VmSpec spec,
        INicBackend nic,
        IPAddress address,
        string transferId,
        CancellationToken cancellationToken);

    /// <summary>Takes over a VM that an earlier run of this program left running.</summary>
    /// <param name="transferId">The transfer that the VM was received in and has not run after; else null.</param>
    /// <returns>Null if nothing of it runs any more.</returns>
    Task<IVirtualMachine?> AdoptAsync(VmSpec spec, INicBackend nic, string? transferId, CancellationToken cancellationToken);

    /// <summary>Removes what a VM that runs no more left in files.</summary>
    void RemoveLeftovers(string vm);
}
