using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_PACKET_IN in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.4.1, offsets from the start of the message:
/// <code>
/// 0 header   8 buffer_id   12 total_len   14 reason   15 table_id   16 cookie   24 match, padded to 8; 2 pad; frame
/// </code>
/// </remarks>
public readonly ref struct PacketInReader
{
    public const int MinLength = 34;
    internal const int MatchOffset = 24;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _dataOffset;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: cut off; BAD_MATCH: the match does not fit.</exception>
    public PacketInReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.PacketIn, message.Length);
        }

        _message = message;
        _dataOffset = MatchOffset + new OxmReader(message[MatchOffset..]).MatchLength + 2;
        if (_dataOffset > message.Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.PacketIn, message.Length);
        }
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>Where the switch holds the frame; 0xffffffff = it does not.</summary>
    public uint BufferId => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>Bytes of the whole frame, of which <see cref="Data"/> may be the start.</summary>
    public ushort TotalLength => BinaryPrimitives.ReadUInt16BigEndian(_message[12..]);

    public PacketInReason Reason => (PacketInReason)_message[14];
    public byte TableId => _message[15];

    /// <summary>Of the flow entry that sent it; all ones if none is known.</summary>
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_message[16..]);

    /// <summary>The pipeline fields: IN_PORT, and IN_PHY_PORT, METADATA, TUNNEL_ID if they are not trivial.</summary>
    public OxmReader Match => new(_message[MatchOffset..]);

    /// <summary>IN_PORT of the match.</summary>
    /// <exception cref="OpenFlowException">BAD_MATCH: the match breaks the format or has no IN_PORT (BAD_FIELD).</exception>
    public uint InPort
    {
        get
        {
            foreach (OxmTlv tlv in Match)
            {
                if (tlv.IsBasic && tlv.Field == OxmField.InPort)
                {
                    return BinaryPrimitives.ReadUInt32BigEndian(tlv.Value);
                }
            }

            OpenFlowException.Throw(BadMatch.BadField, "packet-in without IN_PORT");
            return 0;
        }
    }

    /// <summary>The frame or its start, without FCS.</summary>
    public ReadOnlySpan<byte> Data => _message[_dataOffset..];
}
