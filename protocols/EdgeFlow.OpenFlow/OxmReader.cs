using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace EdgeFlow.OpenFlow;

/// <summary>Walks the OXM fields of an ofp_match in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.2.2.1. Offsets from the start of the match:
/// <code>
/// 0 type (1 = OXM)   2 length without padding   4 OXM fields, then zeros up to a multiple of 8
/// </code>
/// Fields of unknown classes or numbers are yielded, for the caller to refuse with BAD_FIELD; what is checked here is form:
/// lengths (BAD_LEN) and the match type (BAD_TYPE). Prerequisites and duplicates are not checked.
/// </remarks>
public ref struct OxmReader
{
    private const ushort TypeOxm = 1;
    private const int HeaderSize = 4;

    private readonly ReadOnlySpan<byte> _fields;
    private int _next;

    /// <param name="match">Starts with the ofp_match; more may follow it.</param>
    /// <exception cref="OpenFlowException">BAD_MATCH/BAD_TYPE: not an OXM match; BAD_MATCH/BAD_LEN: it does not fit in the bytes given.</exception>
    public OxmReader(ReadOnlySpan<byte> match)
    {
        if (match.Length < HeaderSize)
        {
            OpenFlowException.ThrowBadLength(BadMatch.BadLen, "match header", HeaderSize, match.Length);
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(match);
        if (type != TypeOxm)
        {
            ThrowBadType(type);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(match[2..]);
        int padded = OfpConstants.Pad8(length);
        if (length < HeaderSize || padded > match.Length)
        {
            OpenFlowException.ThrowBadLength(BadMatch.BadLen, "match", length, match.Length);
        }

        MatchLength = padded;
        _fields = match[HeaderSize..length];
    }

    private OxmReader(ReadOnlySpan<byte> fields, int length)
    {
        _fields = fields;
        MatchLength = length;
    }

    /// <summary>Bytes of the match with its padding; for <see cref="FromTlvs"/> those of the list.</summary>
    public int MatchLength { get; }

    /// <summary>The OXM fields without match header and padding.</summary>
    public readonly ReadOnlySpan<byte> Tlvs => _fields;

    /// <summary>Whether there are no fields: everything matches.</summary>
    public readonly bool IsEmpty => _fields.IsEmpty;

    public OxmTlv Current { readonly get; private set; }

    /// <summary>Walks a bare list of OXM fields, which has no match header.</summary>
    public static OxmReader FromTlvs(ReadOnlySpan<byte> tlvs) => new(tlvs, tlvs.Length);

    /// <summary>A reader of the same fields that starts at the first.</summary>
    public readonly OxmReader GetEnumerator() => new(_fields, MatchLength);

    /// <exception cref="OpenFlowException">BAD_MATCH/BAD_LEN: a field is cut off or has not the length of its kind.</exception>
    public bool MoveNext()
    {
        int left = _fields.Length - _next;
        if (left == 0)
        {
            return false;
        }

        if (left < HeaderSize)
        {
            OpenFlowException.ThrowBadLength(BadMatch.BadLen, "OXM header", HeaderSize, left);
        }

        uint header = BinaryPrimitives.ReadUInt32BigEndian(_fields[_next..]);
        int length = (int)(header & 0xff);
        if (length > left - HeaderSize || !HasRightLength(header, length))
        {
            OpenFlowException.ThrowBadLength(BadMatch.BadLen, $"OXM field {header:x8}", length, left - HeaderSize);
        }

        Current = new OxmTlv(header, _fields.Slice(_next + HeaderSize, length));
        _next += HeaderSize + length;
        return true;
    }

    private static bool HasRightLength(uint header, int length)
    {
        bool hasMask = (header & 0x100) != 0;
        var field = (OxmField)(header >> 9 & 0x7f);
        return header >> 16 == OxmClass.OpenFlowBasic && OxmFields.IsKnown(field)
            ? length == (hasMask ? 2 : 1) * OxmFields.ByteCount(field)
            : header >> 16 == OxmClass.Experimenter ? length >= 4 : !hasMask || length % 2 == 0;
    }

    [DoesNotReturn]
    private static void ThrowBadType(ushort type) =>
        OpenFlowException.Throw(BadMatch.BadType, $"match type {type}; only OXM (1) is known");
}
