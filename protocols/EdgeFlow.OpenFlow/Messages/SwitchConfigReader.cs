using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_SET_CONFIG or OFPT_GET_CONFIG_REPLY in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.2, offsets from the start of the message:
/// <code>
/// 0 header   8 flags   10 miss_send_len
/// </code>
/// </remarks>
public readonly ref struct SwitchConfigReader
{
    public const int Length = 12;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 12 bytes.</exception>
    public SwitchConfigReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.SetConfig, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public ConfigFlags Flags => (ConfigFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[8..]);

    /// <summary>Bytes of a frame that a packet-in carries when no action says; 0xffff = all, unbuffered.</summary>
    public ushort MissSendLength => BinaryPrimitives.ReadUInt16BigEndian(_message[10..]);
}
