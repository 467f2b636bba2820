using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Reads the body of a FLOW or AGGREGATE request in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.2, offsets from the start of the body:
/// <code>
/// 0 table_id   1 pad   4 out_port   8 out_group   12 pad   16 cookie   24 cookie_mask   32 match
/// </code>
/// </remarks>
public readonly ref struct FlowStatsRequestReader
{
    public const int MinLength = 40;
    internal const int MatchOffset = 32;

    private readonly ReadOnlySpan<byte> _body;

    /// <param name="body">Exactly the body.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 40 bytes; BAD_MATCH: the match does not fit.</exception>
    public FlowStatsRequestReader(ReadOnlySpan<byte> body)
    {
        if (body.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "flow statistics request", MinLength, body.Length);
        }

        _body = body;
        int matchLength = new OxmReader(body[MatchOffset..]).MatchLength;
        if (MatchOffset + matchLength != body.Length)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "flow statistics request", MatchOffset + matchLength, body.Length);
        }
    }

    /// <summary>0xff = all tables.</summary>
    public byte TableId => _body[0];

    public uint OutPort => BinaryPrimitives.ReadUInt32BigEndian(_body[4..]);
    public uint OutGroup => BinaryPrimitives.ReadUInt32BigEndian(_body[8..]);
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_body[16..]);
    public ulong CookieMask => BinaryPrimitives.ReadUInt64BigEndian(_body[24..]);
    public OxmReader Match => new(_body[MatchOffset..]);
}
