using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one bundle control message in place.</summary>
/// <remarks>
/// ONF extension 230, offsets from the start of the message:
/// <code>
/// 0 header   8 experimenter   12 exp_type 2300   16 bundle_id   20 type   22 flags   24 properties
/// </code>
/// Properties (none are defined but experimenters') are passed over.
/// </remarks>
public readonly ref struct BundleControlReader
{
    public const int MinLength = 24;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 24 bytes.</exception>
    public BundleControlReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.Experimenter, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint BundleId => BinaryPrimitives.ReadUInt32BigEndian(_message[16..]);

    /// <summary>May be a number that is no type.</summary>
    public BundleControlType Type => (BundleControlType)BinaryPrimitives.ReadUInt16BigEndian(_message[20..]);

    /// <summary>May have unknown bits.</summary>
    public BundleFlags Flags => (BundleFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[22..]);
}
