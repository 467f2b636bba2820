namespace EdgeFlow.Vmm.Contracts;

/// <summary>What a server's host agent does for the controller's VM manager.</summary>
/// <remarks>
/// <para>The agent dials the controller and serves this interface on that connection; the controller calls it.</para>
/// <para><b>Errors:</b> every refusal is a <see cref="HostAgentException"/> whose code says what was wrong and whose message names
/// the object, the value and the remedy; after a refusal nothing has changed. It crosses the wire unchanged.</para>
/// <para><b>Threads:</b> any; calls about one VM are carried out one at a time, calls about several VMs at once.</para>
/// <para>Step numbers (S2nn) are those of the migration method this system implements.</para>
/// </remarks>
public interface IHostAgent
{
    /// <summary>Tells what this server is and has: S101/S102.</summary>
    Task<HostDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Lists the VMs of this server, those being received and those that failed included.</summary>
    Task<IReadOnlyList<VmDescription>> ListVmsAsync(CancellationToken cancellationToken);

    /// <summary>Creates a VM, plugs its NIC into the virtual switch and lets it run.</summary>
    /// <returns>The VM, running: its guest boots from now on and need not answer yet.</returns>
    Task<VmDescription> CreateVmAsync(VmSpec spec, CancellationToken cancellationToken);

    /// <summary>Ends a VM in any state, unplugs and removes its NIC.</summary>
    Task DestroyVmAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Creates the VM at the destination (S204): paused, its NIC plugged in, waiting for the memory image.</summary>
    Task<IncomingDescription> PrepareIncomingAsync(VmSpec spec, string transferId, CancellationToken cancellationToken);

    /// <summary>Starts to send the memory of a running VM (S205-S209) and returns at once; the VM goes on running until
    /// <see cref="StopAsync"/>: the transfer never stops it by itself.</summary>
    Task StartTransferAsync(string vm, TransferTarget target, TransferOptions options, CancellationToken cancellationToken);

    /// <summary>Tells how far the transfer of a VM is, at the source.</summary>
    Task<TransferProgress> GetTransferAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Stops the VM and its NIC at the source (S210). From here on its memory no longer changes.</summary>
    Task<StopReport> StopAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Sends the last pages of a stopped VM (S211) and, if the options asked for it, has the image compared and differing
    /// pages sent again (S212-S215). Returns when the destination has everything.</summary>
    Task<FinishReport> FinishTransferAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Lets the received VM run at the destination; its NIC comes up and announces it (S216, S301).</summary>
    Task<RunReport> RunAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Lets a stopped VM run on where it was stopped: the way back when a migration fails after S210.</summary>
    Task<RunReport> ResumeAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Gives up the transfer at the source; the VM stays as it is, running or stopped. Does nothing if there is none.</summary>
    Task CancelTransferAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Removes a VM that was being received and has not run yet. Does nothing if there is none.</summary>
    Task AbortIncomingAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Removes the stopped source instance and its NIC once the VM runs elsewhere. Refuses a VM that runs.</summary>
    Task RetireAsync(string vm, CancellationToken cancellationToken);

    /// <summary>Reads the counters of the VM's NIC at this moment.</summary>
    Task<NicCounters> GetNicCountersAsync(string vm, CancellationToken cancellationToken);
}
