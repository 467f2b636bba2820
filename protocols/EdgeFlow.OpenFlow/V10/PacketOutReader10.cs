using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>Reads one OFPT_PACKET_OUT in place.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.3.6, offsets from the start of the message:
/// <code>
/// 0 header   8 buffer_id   12 in_port   14 actions_len   16 actions, then the frame if buffer_id is none
/// </code>
/// </remarks>
public readonly ref struct PacketOutReader10
{
    public const int MinLength = 16;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _dataOffset;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes, or the actions do not fit.</exception>
    public PacketOutReader10(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.PacketOut, message.Length);
        }

        int actionsLength = BinaryPrimitives.ReadUInt16BigEndian(message[14..]);
        if (actionsLength > message.Length - MinLength)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "packet-out actions", actionsLength, message.Length - MinLength);
        }

        _message = message;
        _dataOffset = MinLength + actionsLength;
    }

    public uint BufferId => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>Port that the frame counts as received on; OFPP_NONE if none.</summary>
    public ushort InPort => BinaryPrimitives.ReadUInt16BigEndian(_message[12..]);

    public ActionReader10 Actions => new(_message[MinLength.._dataOffset]);

    /// <summary>The frame without FCS; empty when a buffer is named.</summary>
    public ReadOnlySpan<byte> Data => _message[_dataOffset..];
}
