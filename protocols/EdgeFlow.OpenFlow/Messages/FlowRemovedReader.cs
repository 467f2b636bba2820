using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_FLOW_REMOVED in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.4.2, offsets from the start of the message:
/// <code>
///  0 header        8 cookie       16 priority  18 reason   19 table_id  20 duration_sec
/// 24 duration_nsec 28 idle (s)    30 hard (s)  32 packets  40 bytes     48 match
/// </code>
/// </remarks>
public readonly ref struct FlowRemovedReader
{
    public const int MinLength = 56;
    internal const int MatchOffset = 48;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 56 bytes; BAD_MATCH: the match does not fit.</exception>
    public FlowRemovedReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.FlowRemoved, message.Length);
        }

        _message = message;
        _ = new OxmReader(message[MatchOffset..]);
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_message[8..]);
    public ushort Priority => BinaryPrimitives.ReadUInt16BigEndian(_message[16..]);
    public FlowRemovedReason Reason => (FlowRemovedReason)_message[18];
    public byte TableId => _message[19];
    public uint DurationSeconds => BinaryPrimitives.ReadUInt32BigEndian(_message[20..]);
    public uint DurationNanoseconds => BinaryPrimitives.ReadUInt32BigEndian(_message[24..]);
    public ushort IdleTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[28..]);
    public ushort HardTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[30..]);
    public ulong PacketCount => BinaryPrimitives.ReadUInt64BigEndian(_message[32..]);
    public ulong ByteCount => BinaryPrimitives.ReadUInt64BigEndian(_message[40..]);
    public OxmReader Match => new(_message[MatchOffset..]);
}
