using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_FEATURES_REPLY in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.1, offsets from the start of the message:
/// <code>
/// 0 header   8 datapath_id   16 n_buffers   20 n_tables   21 auxiliary_id   22 pad   24 capabilities   28 reserved
/// </code>
/// </remarks>
public readonly ref struct FeaturesReplyReader
{
    public const int Length = 32;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 32 bytes.</exception>
    public FeaturesReplyReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.FeaturesReply, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public ulong DatapathId => BinaryPrimitives.ReadUInt64BigEndian(_message[8..]);

    /// <summary>Frames that can be held for packet-ins.</summary>
    public uint BufferCount => BinaryPrimitives.ReadUInt32BigEndian(_message[16..]);

    public byte TableCount => _message[20];

    /// <summary>0 = the main connection.</summary>
    public byte AuxiliaryId => _message[21];

    public Capabilities Capabilities => (Capabilities)BinaryPrimitives.ReadUInt32BigEndian(_message[24..]);
}
