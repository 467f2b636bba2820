using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Walks the entries of a GROUP, GROUP_DESC, METER or METER_CONFIG reply in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9-10 and §7.3.5.12-13: entries that carry their own length.</remarks>
public ref struct MultipartEntryReader
{
    private readonly ReadOnlySpan<byte> _entries;
    private readonly int _lengthOffset;
    private readonly int _minLength;
    private int _next;

    /// <param name="entries">The body of one multipart reply.</param>
    /// <param name="type">Which of the four types it has.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_MULTIPART: another type.</exception>
    public MultipartEntryReader(ReadOnlySpan<byte> entries, MultipartType type)
    {
        _entries = entries;
        _lengthOffset = type == MultipartType.Meter ? 4 : 0;
        _minLength = type is MultipartType.Group or MultipartType.Meter ? 40 : 8;
        if (type is not (MultipartType.Group or MultipartType.GroupDesc or MultipartType.Meter or MultipartType.MeterConfig))
        {
            OpenFlowException.Throw(BadRequest.BadMultipart, $"multipart {type} has no such entries");
        }
    }

    private MultipartEntryReader(ReadOnlySpan<byte> entries, int lengthOffset, int minLength)
    {
        _entries = entries;
        _lengthOffset = lengthOffset;
        _minLength = minLength;
    }

    public MultipartEntry Current { readonly get; private set; }

    /// <summary>A reader of the same entries that starts at the first.</summary>
    public readonly MultipartEntryReader GetEnumerator() => new(_entries, _lengthOffset, _minLength);

    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: an entry is cut off.</exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _entries[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        int length = left.Length < _minLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left[_lengthOffset..]);
        if (length < _minLength || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "multipart entry", length, left.Length);
        }

        Current = new MultipartEntry(left[..length]);
        _next += length;
        return true;
    }
}
