namespace EdgeFlow.Vmm.Contracts;

/// <summary>How far the transfer of one memory image is.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Rounds">Passes over the dirty pages so far; the first one sends all pages.</param>
/// <param name="TotalBytes">Size of the VM's memory.</param>
/// <param name="RemainingBytes">Left to send as far as is known: dirty pages times page size.</param>
/// <param name="TransferredBytes">Sent so far, pages sent again included.</param>
/// <param name="DirtyPagesPerSecond">Pages that the guest writes per second as last measured.</param>
/// <param name="BytesPerSecond">Rate as last measured.</param>
/// <param name="IsBelowThreshold">The first pass is done and what is left is at or below the threshold.</param>
/// <param name="Error">Why it failed; null unless <see cref="TransferPhase.Failed"/>.</param>
public sealed record TransferProgress(
    string TransferId,
    TransferPhase Phase,
    int Rounds,
    long TotalBytes,
    long RemainingBytes,
    long TransferredBytes,
    long DirtyPagesPerSecond,
    long BytesPerSecond,
    bool IsBelowThreshold,
    string? Error);
