using System.Net;
using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>VMs without a hypervisor: guests of our own in this process, with everything of a migration done here (S204-S216).</summary>
/// <remarks>
/// A guest answers ARP, ICMP echo and UDP ports 7 (echo, counted in its memory) and 8 (the count), and writes memory at a given rate. It
/// needs neither rights nor packages when its NIC is in memory.
/// </remarks>
public sealed class EmbeddedVmm(TimeProvider time, ILogger<EmbeddedVmm> logger) : IVmm
{
    /// <summary>One array holds a guest's memory.</summary>
    private const int MaxMemoryMiB = 1024;

    public string Kind => "embedded";

    public IReadOnlyList<string> Accelerators => ["embedded"];

    public Task<IVirtualMachine> CreateAsync(VmSpec spec, INicBackend nic, CancellationToken cancellationToken)
    {
        EmbeddedMachine machine = Make(spec, nic);
        machine.Boot();
        return Task.FromResult<IVirtualMachine>(machine);
    }

    public async Task<IVirtualMachine> CreateIncomingAsync(
        VmSpec spec,
        INicBackend nic,
        IPAddress address,
        string transferId,
        CancellationToken cancellationToken)
    {
        EmbeddedMachine machine = Make(spec, nic);
        try
        {
            machine.Listen(address, transferId);
            return machine;
        }
        catch (SocketException e)
        {
            await machine.DisposeAsync();
            throw new HostAgentException(
                HostAgentErrorCode.VmmFailed,
                $"VM {spec.Name} cannot be received at {address}: {e.Message}. Is it the server's transfer address?",
                e);
        }
    }

    /// <remarks>Embedded guests end with the process, so there is nothing to take over.</remarks>
    public Task<IVirtualMachine?> AdoptAsync(VmSpec spec, INicBackend nic, string? transferId, CancellationToken cancellationToken) =>
        Task.FromResult<IVirtualMachine?>(null);

    public void RemoveLeftovers(string vm)
    {
        // It leaves no files.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private EmbeddedMachine Make(VmSpec spec, INicBackend nic)
    {
        if (spec.MemoryMiB > MaxMemoryMiB)
        {
            throw new HostAgentException(
                HostAgentErrorCode.BadRequest,
                $"VM {spec.Name} has {spec.MemoryMiB} MiB; the embedded VMM gives {MaxMemoryMiB} at most.");
        }

        try
        {
            return new EmbeddedMachine(spec, nic, time, logger);
        }
        catch (OutOfMemoryException e)
        {
            throw new HostAgentException(
                HostAgentErrorCode.OutOfMemory,
                $"VM {spec.Name} needs {spec.MemoryMiB} MiB and this process cannot get that; start edgeflow-host with a smaller --memory-mib.",
                e);
        }
    }
}
