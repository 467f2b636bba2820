using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>One frame on its way through the pipeline; lives on the stack.</summary>
/// <remarks>
/// <see cref="Frame"/> is read in place until the first edit: <see cref="FrameEditor"/> then copies it to a work buffer with room in front for pushed
/// headers. A copy of the context is a copy of the frame: the copy gives up the work buffer (<see cref="Borrow"/>) and takes one of its own,
/// a level deeper, when it edits.
/// </remarks>
internal ref struct FrameContext
{
    /// <summary>The frame as edited so far.</summary>
    public ReadOnlySpan<byte> Frame;

    /// <summary>The work buffer that holds <see cref="Frame"/>; null while it is borrowed and must not be written.</summary>
    public byte[]? Buffer;

    /// <summary>Where <see cref="Frame"/> starts in <see cref="Buffer"/>.</summary>
    public int Start;

    /// <summary>Header fields; behind the frame while <see cref="IsKeyStale"/>.</summary>
    public FlowKey Key;

    /// <summary>Where the headers are; always right.</summary>
    public FrameLayout Layout;

    public bool IsKeyStale;

    public uint InPort;

    public ulong Metadata;

    public ulong TunnelId;

    public uint QueueId;

    /// <summary>Nesting of groups: which work buffer an edit takes.</summary>
    public int Depth;

    /// <summary>The table and the cookie of the entry in hand, for packet-ins.</summary>
    public byte TableId;

    public ulong Cookie;

    /// <summary>Whether the entry in hand is a table-miss entry and its own actions run: packet-ins say NO_MATCH.</summary>
    public bool IsTableMiss;

    /// <summary>A copy one level deeper, whose edits do not show here.</summary>
    public readonly FrameContext Borrow()
    {
        FrameContext copy = this;
        copy.Buffer = null;
        copy.Depth = Depth + 1;
        return copy;
    }
}
