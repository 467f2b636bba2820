using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_PACKET_OUT in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.7, offsets from the start of the message:
/// <code>
/// 0 header   8 buffer_id   12 in_port   16 actions_len   18 pad   24 actions, then the frame if buffer_id is none
/// </code>
/// </remarks>
public readonly ref struct PacketOutReader
{
    public const int MinLength = 24;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _dataOffset;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 24 bytes, or the actions do not fit.</exception>
    public PacketOutReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.PacketOut, message.Length);
        }

        int actionsLength = BinaryPrimitives.ReadUInt16BigEndian(message[16..]);
        if (actionsLength > message.Length - MinLength)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "packet-out actions", actionsLength, message.Length - MinLength);
        }

        _message = message;
        _dataOffset = MinLength + actionsLength;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint BufferId => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>Port that the frame counts as received on; OFPP_CONTROLLER if none.</summary>
    public uint InPort => BinaryPrimitives.ReadUInt32BigEndian(_message[12..]);

    public ActionReader Actions => new(_message[MinLength.._dataOffset]);

    /// <summary>The frame without FCS; empty when a buffer is named.</summary>
    public ReadOnlySpan<byte> Data => _message[_dataOffset..];
}
