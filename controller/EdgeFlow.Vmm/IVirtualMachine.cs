using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm;

/// <summary>One instance of a VM. Disposing ends it: a running guest loses its power.</summary>
/// <remarks>
/// <b>Threads:</b> properties from any; one method call at a time. <b>Events</b> are raised on the VMM's own threads and must
/// not block. <b>Errors:</b> every refusal is a <see cref="HostAgentException"/>.
/// </remarks>
public interface IVirtualMachine : IAsyncDisposable
{
    VmSpec Spec { get; }

    VmState State { get; }

    /// <summary>Why the VM failed; null unless <see cref="VmState.Failed"/>.</summary>
    string? FailureReason { get; }

    /// <summary>The transfer that this instance is or was part of; null if none.</summary>
    string? TransferId { get; }

    /// <summary>TCP port on which an incoming VM awaits its memory image; null for others.</summary>
    int? IncomingPort { get; }

    /// <summary>The state changed, also by itself (the VMM was killed, the incoming stream broke).</summary>
    event EventHandler? StateChanged;

    /// <summary>The outgoing transfer came to another phase or round.</summary>
    event EventHandler<TransferProgress>? TransferChanged;

    /// <inheritdoc cref="IHostAgent.StartTransferAsync"/>
    Task StartTransferAsync(TransferTarget target, TransferOptions options, CancellationToken cancellationToken);

    /// <summary>The state of the last outgoing transfer; null if there was none.</summary>
    TransferProgress? Transfer { get; }

    /// <summary>Stops the guest and its NIC (S210). Stopping a stopped VM returns the first stop's report.</summary>
    Task<StopReport> StopAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IHostAgent.FinishTransferAsync"/>
    Task<FinishReport> FinishTransferAsync(CancellationToken cancellationToken);

    /// <summary>Lets the guest run, at the source again or for the first time at the destination, where it then announces itself (S216,
    /// S301). An incoming VM whose image is not complete is refused. Running a running VM returns the first report.</summary>
    Task<RunReport> RunAsync(CancellationToken cancellationToken);

    /// <summary>Gives up an outgoing transfer; the guest stays as it is. Does nothing if there is none.</summary>
    Task CancelTransferAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of an instance that runs on without this program, for a later run to adopt; it is disposed then.</summary>
    /// <returns>False: it cannot run on. Nothing was done; dispose it.</returns>
    ValueTask<bool> DetachAsync();
}
