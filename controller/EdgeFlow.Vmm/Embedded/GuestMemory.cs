namespace EdgeFlow.Vmm.Embedded;

/// <summary>A guest's memory in pages of 4 KiB, with recording of the pages written (S208).</summary>
/// <remarks>
/// <para><b>No write is missed.</b> A write and its record happen under one lock, and so does the swap of the recording area (S209). A
/// write before the swap is in the area that the sender takes, and the sender reads the page after the swap, so it sees the write.
/// A write after it is in the new area, and the page is sent again. Pages are read without the lock: a page
/// torn by a write in progress is in the new area as well.</para>
/// <para><b>Threads:</b> the guest writes; one sender swaps and reads. At a destination the receiver writes, and the guest does not run
/// yet.</para>
/// </remarks>
internal sealed class GuestMemory
{
    internal const int PageSize = 4096;

    private readonly byte[] _bytes;
    private readonly Lock _recording = new();
    private PageSet? _written;

    internal GuestMemory(int memoryMiB)
    {
        _bytes = new byte[checked((long)memoryMiB << 20)];
        PageCount = _bytes.Length / PageSize;

        // The operating system gives a page when it is touched, which takes up to 16 us each where it is itself a guest: half a second for
        // 128 MiB. Better now than in the pause, when the image is compared.
        for (int offset = 0; offset < _bytes.Length; offset += PageSize)
        {
            Volatile.Write(ref _bytes[offset], 0);
        }
    }

    internal int PageCount { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal ReadOnlySpan<byte> Read(int offset, int count) => _bytes.AsSpan(offset, count);

    internal ReadOnlyMemory<byte> Page(int page) => _bytes.AsMemory(page * PageSize, PageSize);

    internal bool IsZero(int page) => !Page(page).Span.ContainsAnyExcept((byte)0);

    /// <summary>Writes as the guest does: the pages are recorded.</summary>
    internal void Write(int offset, ReadOnlySpan<byte> data)
    {
        lock (_recording)
        {
            data.CopyTo(_bytes.AsSpan(offset));
            if (_written is { } written)
            {
                int last = (offset + Math.Max(data.Length, 1) - 1) / PageSize;
                for (int page = offset / PageSize; page <= last; page++)
                {
                    written.Add(page);
                }
            }
        }
    }

    /// <summary>The receiver's way in: a page as it came.</summary>
    internal Memory<byte> PageForReceiver(int page) => _bytes.AsMemory(page * PageSize, PageSize);

    internal void StartRecording()
    {
        lock (_recording)
        {
            _written = new PageSet(PageCount);
        }
    }

    /// <summary>Puts a fresh recording area in place of the old one and returns that: the pages to send again.</summary>
    internal PageSet SwapRecording()
    {
        var fresh = new PageSet(PageCount);
        lock (_recording)
        {
            PageSet written = _written ?? throw new InvalidOperationException("nothing is being recorded");
            _written = fresh;
            return written;
        }
    }

    internal void StopRecording()
    {
        lock (_recording)
        {
            _written = null;
        }
    }
}
