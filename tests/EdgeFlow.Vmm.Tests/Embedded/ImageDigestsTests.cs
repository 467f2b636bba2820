using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeFlow.Vmm.Embedded;

namespace EdgeFlow.Vmm.Tests.Embedded;

/// <summary>The comparison of two images by what each sends of itself.</summary>
public sealed class ImageDigestsTests
{
    private const int PagesPerMiB = 256;

    [Fact]
    public void Of_PagesOfZerosLeftOut_OthersByNumberAndSha256()
    {
        var memory = new GuestMemory(2);
        memory.PageForReceiver(3).Span.Fill(7);
        memory.PageForReceiver(2 * PagesPerMiB - 1).Span[4095] = 1;

        ReadOnlySpan<byte> entries = ImageDigests.Of(memory).Entries.Span;

        Assert.Equal(2 * 36, entries.Length);
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(entries));
        Assert.Equal(SHA256.HashData(memory.Page(3).Span), entries[4..36]);
        Assert.Equal(511u, BinaryPrimitives.ReadUInt32BigEndian(entries[36..]));
    }

    [Fact]
    public void FindDifferent_AnyKindOfDifference_EveryPageOnce()
    {
        var source = new GuestMemory(1);
        var destination = new GuestMemory(1);
        Write(source, 0, 1); // only here
        Write(destination, 5, 1); // only there
        Write(source, 9, 1);
        Write(destination, 9, 1);
        Write(source, 10, 1);
        Write(destination, 10, 2);
        Write(destination, 255, 1); // behind all of the source's

        List<int> different = ImageDigests.Of(source).FindDifferent(ImageDigests.Of(destination));

        Assert.Equal([0, 5, 10, 255], different);
        Assert.Equal([0, 5, 10, 255], ImageDigests.Of(destination).FindDifferent(ImageDigests.Of(source)));
        Assert.Empty(ImageDigests.Of(source).FindDifferent(ImageDigests.Of(source)));
    }

    [Fact]
    public void Parse_AsSent_IsTheSame()
    {
        var memory = new GuestMemory(1);
        Write(memory, 0, 1);
        Write(memory, 255, 1);
        var digests = ImageDigests.Of(memory);

        Assert.Empty(digests.FindDifferent(ImageDigests.Parse(digests.Entries.ToArray(), memory.PageCount)));
    }

    [Theory]
    [InlineData(36, 256, "page 256, of a VM that has 256 pages")]
    [InlineData(35, 1, "end within one: 35 bytes")]
    [InlineData(37, 1, "end within one: 37 bytes")]
    [InlineData(72, 1, "page 0 after page 1")]
    [InlineData(36, uint.MaxValue, "page 4294967295")]
    public void Parse_NotTheDigestsOfSuchAnImage_RefusedWithTheReason(int size, uint firstPage, string reason)
    {
        byte[] entries = new byte[size];
        BinaryPrimitives.WriteUInt32BigEndian(entries, firstPage);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ImageDigests.Parse(entries, PagesPerMiB));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static void Write(GuestMemory memory, int page, byte value) => memory.PageForReceiver(page).Span[0] = value;
}
