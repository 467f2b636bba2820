namespace EdgeFlow.Vmm.Embedded;

/// <summary>Messages of the memory transfer between two embedded VMMs; see <see cref="ImageChannel"/>.</summary>
internal enum ImageMessageType : byte
{
    /// <summary>Source: protocol version u32, pages u32, transfer id and VM name, each as u16 length and UTF-8.</summary>
    Hello = 1,

    /// <summary>Destination: the image is awaited. Empty.</summary>
    Accept = 2,

    /// <summary>Destination: it is not; UTF-8 text says why.</summary>
    Refuse = 3,

    /// <summary>Source: any number of page number u32 and 4,096 bytes.</summary>
    Pages = 4,

    /// <summary>Source: page numbers u32 of pages that hold zeros only.</summary>
    ZeroPages = 5,

    /// <summary>Source: send the digests of your image (S212). Empty.</summary>
    Compare = 6,

    /// <summary>Destination: entries of <see cref="ImageDigests"/> (S213), in as many messages as it takes; an empty one is the last.</summary>
    Digests = 7,

    /// <summary>Source: the image is complete (S215). Empty.</summary>
    Final = 8,

    /// <summary>Destination: it is complete here. Empty.</summary>
    Loaded = 9,
}
