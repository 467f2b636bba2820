using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Walks in place through the monitors that one request of ONF extension 187 asks for.</summary>
/// <remarks>
/// Offsets from the start of each:
/// <code>
/// 0 id   4 flags   6 match_len   8 out_port   12 table_id   13 pad   16 match, padded to 8
/// </code>
/// The extension leaves open whether the match has its header of type and length; both forms are in use, and told apart by it: Open vSwitch sends
/// it and counts it in match_len, os-ken sends the OXM fields alone.
/// </remarks>
public ref struct FlowMonitorRequestReader
{
    private const int FixedLength = 16;
    private const int MatchHeaderLength = 4;

    private ReadOnlySpan<byte> _left;
    private ReadOnlySpan<byte> _monitor;
    private ReadOnlySpan<byte> _match;

    /// <param name="body">What follows the exp_type.</param>
    public FlowMonitorRequestReader(ReadOnlySpan<byte> body) => _left = body;

    public readonly uint Id => BinaryPrimitives.ReadUInt32BigEndian(_monitor);

    /// <summary>May have unknown bits.</summary>
    public readonly FlowMonitorFlags Flags => (FlowMonitorFlags)BinaryPrimitives.ReadUInt16BigEndian(_monitor[4..]);
    public readonly uint OutPort => BinaryPrimitives.ReadUInt32BigEndian(_monitor[8..]);
    public readonly byte TableId => _monitor[12];

    /// <summary>Whether the match came with its header.</summary>
    public readonly bool HasMatchHeader => _match.Length >= MatchHeaderLength
        && BinaryPrimitives.ReadUInt16BigEndian(_match) == 1 && BinaryPrimitives.ReadUInt16BigEndian(_match[2..]) == _match.Length;

    /// <summary>Goes to the next monitor; call before the first.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: it does not fit in the message.</exception>
    public bool MoveNext()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        int matchLength = _left.Length < FixedLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_left[6..]);
        int length = FixedLength + ((matchLength + 7) & ~7);
        if (_left.Length < length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"flow monitor of {length} bytes where {_left.Length} are left");
        }

        _monitor = _left[..length];
        _match = _monitor.Slice(FixedLength, matchLength);
        _left = _left[length..];
        return true;
    }

    /// <summary>The match as an ofp_match, padded to 8, whichever form it came in.</summary>
    public readonly byte[] ToMatch()
    {
        bool hasHeader = HasMatchHeader;
        int length = _match.Length + (hasHeader ? 0 : MatchHeaderLength);
        byte[] match = new byte[(length + 7) & ~7];
        match[1] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(match.AsSpan(2), (ushort)length);
        _match[(hasHeader ? MatchHeaderLength : 0)..].CopyTo(match.AsSpan(MatchHeaderLength));
        return match;
    }
}
