using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one bundle add-message in place.</summary>
/// <remarks>
/// ONF extension 230, offsets from the start of the message:
/// <code>
/// 0 header   8 experimenter   12 exp_type 2301   16 bundle_id   20 pad   22 flags   24 message; padding and properties
/// </code>
/// </remarks>
public readonly ref struct BundleAddReader
{
    private const int MessageOffset = 24;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _innerLength;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: no room for a header inside; BUNDLE_FAILED/MSG_BAD_LEN: the message inside
    /// says a length below 8 or more than is there.</exception>
    public BundleAddReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MessageOffset + OfpHeader.Size)
        {
            OpenFlowException.ThrowBadLength(OfpType.Experimenter, message.Length);
        }

        _message = message;
        _innerLength = BinaryPrimitives.ReadUInt16BigEndian(message[(MessageOffset + 2)..]);
        if (_innerLength < OfpHeader.Size || _innerLength > message.Length - MessageOffset)
        {
            OpenFlowException.ThrowBadLength(BundleFailed.MsgBadLen, "message in a bundle", _innerLength, message.Length - MessageOffset);
        }
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint BundleId => BinaryPrimitives.ReadUInt32BigEndian(_message[16..]);

    /// <summary>May have unknown bits.</summary>
    public BundleFlags Flags => (BundleFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[22..]);

    /// <summary>The message that is to be added, header included.</summary>
    public ReadOnlySpan<byte> Message => _message.Slice(MessageOffset, _innerLength);
}
