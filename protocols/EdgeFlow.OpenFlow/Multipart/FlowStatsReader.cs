using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Walks the entries of a flow statistics reply in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.2.</remarks>
public ref struct FlowStatsReader
{
    private readonly ReadOnlySpan<byte> _entries;
    private int _next;

    /// <param name="entries">The body of one multipart reply.</param>
    public FlowStatsReader(ReadOnlySpan<byte> entries)
    {
        _entries = entries;
    }

    public FlowStatsTlv Current { readonly get; private set; }

    /// <summary>A reader of the same entries that starts at the first.</summary>
    public readonly FlowStatsReader GetEnumerator() => new(_entries);

    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN or BAD_MATCH: an entry is cut off.</exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _entries[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        int length = left.Length < FlowStatsTlv.MinLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left);
        if (length < FlowStatsTlv.MinLength || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "flow statistics entry", length, left.Length);
        }

        Current = new FlowStatsTlv(left[..length]);
        _next += length;
        return true;
    }
}
