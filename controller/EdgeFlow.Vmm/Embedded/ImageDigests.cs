using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>What two images are compared by (S213): the SHA-256 of each page that is not all zeros.</summary>
/// <remarks>
/// Most pages of a guest are zeros; leaving them out makes what travels while the VM stands still a small part of a full list. A page that one
/// image lists and the other does not differs as well. Entries are as in a <see cref="ImageMessageType.Digests"/> message: page number
/// u32 big-endian, 32 bytes; in ascending order of pages. <b>Threads:</b> any; nothing changes.
/// </remarks>
internal sealed class ImageDigests
{
    internal const int EntrySize = 4 + SHA256.HashSizeInBytes;

    private const int PagesPerPart = 256;

    private ImageDigests(byte[] entries) => Entries = entries;

    /// <summary>All entries one after the other, <see cref="EntrySize"/> bytes each.</summary>
    internal ReadOnlyMemory<byte> Entries { get; }

    /// <summary>Digests of a memory that rests.</summary>
    internal static ImageDigests Of(GuestMemory memory)
    {
        byte[][] parts = new byte[(memory.PageCount + PagesPerPart - 1) / PagesPerPart][];
        Parallel.For(0, parts.Length, part =>
        {
            int first = part * PagesPerPart;
            parts[part] = Digest(memory, first, Math.Min(first + PagesPerPart, memory.PageCount));
        });
        return new ImageDigests([.. parts.SelectMany(part => part)]);
    }

    /// <summary>Takes what the other end sent.</summary>
    /// <exception cref="InvalidDataException">Entries are cut, out of order, or of pages that the image does not have.</exception>
    internal static ImageDigests Parse(byte[] entries, int pageCount)
    {
        if (entries.Length % EntrySize != 0)
        {
            throw new InvalidDataException($"the destination's digests end within one: {entries.Length} bytes, {EntrySize} each");
        }

        long last = -1;
        for (int at = 0; at < entries.Length; at += EntrySize)
        {
            uint page = PageAt(entries, at);
            if (page >= pageCount)
            {
                throw new InvalidDataException($"the destination has a digest of page {page}, of a VM that has {pageCount} pages");
            }

            if (page <= last)
            {
                throw new InvalidDataException($"the destination's digests are not in order: page {page} after page {last}");
            }

            last = page;
        }

        return new ImageDigests(entries);
    }

    /// <summary>Pages that are not the same in both, ascending.</summary>
    internal List<int> FindDifferent(ImageDigests other)
    {
        ReadOnlySpan<byte> own = Entries.Span;
        ReadOnlySpan<byte> theirs = other.Entries.Span;
        var different = new List<int>();
        while (own.Length > 0 || theirs.Length > 0)
        {
            uint ownPage = own.Length > 0 ? PageAt(own, 0) : uint.MaxValue;
            uint theirPage = theirs.Length > 0 ? PageAt(theirs, 0) : uint.MaxValue;
            if (ownPage != theirPage || !own[..EntrySize].SequenceEqual(theirs[..EntrySize]))
            {
                different.Add((int)Math.Min(ownPage, theirPage));
            }

            own = own[(ownPage <= theirPage ? EntrySize : 0)..];
            theirs = theirs[(theirPage <= ownPage ? EntrySize : 0)..];
        }

        return different;
    }

    private static byte[] Digest(GuestMemory memory, int first, int end)
    {
        byte[]? entries = null;
        int size = 0;
        for (int page = first; page < end; page++)
        {
            if (!memory.IsZero(page))
            {
                entries ??= new byte[(end - page) * EntrySize];
                BinaryPrimitives.WriteUInt32BigEndian(entries.AsSpan(size), (uint)page);
                SHA256.HashData(memory.Page(page).Span, entries.AsSpan(size + 4));
                size += EntrySize;
            }
        }

        return entries is null ? [] : entries[..size];
    }

    private static uint PageAt(ReadOnlySpan<byte> entries, int at) => BinaryPrimitives.ReadUInt32BigEndian(entries[at..]);
}
