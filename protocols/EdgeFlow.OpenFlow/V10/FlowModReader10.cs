using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>Reads one OFPT_FLOW_MOD in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.3.3, big-endian, offsets from the start of the message:
/// <code>
///  0 header     8 match    48 cookie     56 command   58 idle (s)   60 hard (s)
/// 62 priority  64 buffer_id  68 out_port   70 flags     72 actions
/// </code>
/// </remarks>
public readonly ref struct FlowModReader10
{
    public const int MinLength = 72;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 72 bytes.</exception>
    public FlowModReader10(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.FlowMod, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public Match10 Match => Match10.Read(_message[8..]);
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_message[48..]);

    /// <summary>The numbers are those of 1.3; may be one that is no command.</summary>
    public ushort Command => BinaryPrimitives.ReadUInt16BigEndian(_message[56..]);

    public ushort IdleTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[58..]);
    public ushort HardTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[60..]);
    public ushort Priority => BinaryPrimitives.ReadUInt16BigEndian(_message[62..]);

    /// <summary>Held frame to run through the new flow entry; 0xffffffff = none.</summary>
    public uint BufferId => BinaryPrimitives.ReadUInt32BigEndian(_message[64..]);

    /// <summary>Only for deletes: flow entries that send to this port; OFPP_NONE = no restriction.</summary>
    public ushort OutPort => BinaryPrimitives.ReadUInt16BigEndian(_message[68..]);

    public FlowModFlags10 Flags => (FlowModFlags10)BinaryPrimitives.ReadUInt16BigEndian(_message[70..]);

    public ActionReader10 Actions => new(_message[MinLength..]);
}
