namespace EdgeFlow.Vmm.Contracts;

/// <summary>How a memory image travels.</summary>
public sealed record TransferOptions
{
    /// <summary>Greatest rate while the VM runs, in bytes per second.</summary>
    public long PrecopyBytesPerSecond { get; init; } = 32L << 20;

    /// <summary>Greatest rate after the VM has stopped, in bytes per second. Bounded too: the stream must not push other frames out
    /// of receive rings.</summary>
    public long FinalBytesPerSecond { get; init; } = 64L << 20;

    /// <summary>The VM may be stopped when no more than this is left to send, in bytes (S209: the dirty page count's threshold).</summary>
    public long ThresholdBytes { get; init; } = 4L << 20;

    /// <summary>Compare the image at the destination before it runs (S212-S215). QEMU has no way to; its report says so.</summary>
    public bool Verify { get; init; }
}
