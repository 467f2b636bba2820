using System.Net;
using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>VMs in QEMU processes of their own, which outlive this program: a crashed agent takes no VM with it.</summary>
public sealed class QemuVmm(QemuOptions options, TimeProvider time, ILogger<QemuVmm> logger) : IVmm
{
    public string Kind => "qemu";

    public IReadOnlyList<string> Accelerators => [options.Accelerator];

    public Task<IVirtualMachine> CreateAsync(VmSpec spec, INicBackend nic, CancellationToken cancellationToken) =>
        StartAsync(spec, nic, null, null, cancellationToken);

    public Task<IVirtualMachine> CreateIncomingAsync(
        VmSpec spec,
        INicBackend nic,
        IPAddress address,
        string transferId,
        CancellationToken cancellationToken) => StartAsync(spec, nic, address, transferId, cancellationToken);

    public async Task<IVirtualMachine?> AdoptAsync(VmSpec spec, INicBackend nic, string? transferId, CancellationToken cancellationToken)
    {
        var files = new QemuFiles(options.RunDirectory, spec.Name);
        if (QemuProcess.FindRunning(files) is null)
        {
            return null;
        }

        try
        {
            return await QemuMachine.ConnectAsync(spec, files, transferId, time, logger, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or QmpException)
        {
            // It runs but cannot be steered any more: what cannot be stopped must not go on holding the VM's address.
            logger.MachineFailed(spec.Name, e.Message);
            await QemuProcess.KillAsync(files, time, cancellationToken);
            return null;
        }
    }

    public void RemoveLeftovers(string vm) => new QemuFiles(options.RunDirectory, vm).Delete();

    /// <summary>Leaves the VMs running: whoever wants them gone disposes each.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IVirtualMachine> StartAsync(
        VmSpec spec,
        INicBackend nic,
        IPAddress? address,
        string? transferId,
        CancellationToken cancellationToken)
    {
        var files = new QemuFiles(options.RunDirectory, spec.Name);
        IReadOnlyList<string> arguments = QemuCommandLine.Build(options, spec, files, nic.InterfaceName, isIncoming: address is not null);
        files.Create();
        QemuMachine? machine = null;
        try
        {
            await QemuProcess.StartAsync(options, spec.Name, arguments, cancellationToken);
            machine = await QemuMachine.ConnectAsync(spec, files, transferId, time, logger, cancellationToken);
            if (address is not null)
            {
                await machine.ListenAsync(address, cancellationToken);
            }

            return machine;
        }
        catch (Exception e) when (e is SocketException or IOException or HostAgentException or OperationCanceledException)
        {
            if (machine is not null)
            {
                await machine.DisposeAsync();
            }
            else
            {
                await QemuProcess.KillAsync(files, time, CancellationToken.None);
                files.Delete();
            }

            if (e is HostAgentException or OperationCanceledException)
            {
                throw;
            }

            throw new HostAgentException(HostAgentErrorCode.VmmFailed, $"QEMU did not take VM {spec.Name}: {e.Message}", e);
        }
    }
}
