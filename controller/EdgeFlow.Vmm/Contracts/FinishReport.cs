namespace EdgeFlow.Vmm.Contracts;

/// <summary>The destination has the whole memory image.</summary>
/// <param name="CompletedAt">Since when, UTC.</param>
/// <param name="MemoryMatched">Whether the image at the destination equals the source's in the end; null if it was not compared.</param>
/// <param name="ComparedPages">Pages compared (S212-S214).</param>
/// <param name="ResentPages">Pages that differed and were sent again.</param>
/// <param name="Rounds">Passes over the dirty pages, the last one included.</param>
/// <param name="TransferredBytes">Sent in all.</param>
public sealed record FinishReport(
    DateTimeOffset CompletedAt,
    bool? MemoryMatched,
    long ComparedPages,
    long ResentPages,
    int Rounds,
    long TransferredBytes);
