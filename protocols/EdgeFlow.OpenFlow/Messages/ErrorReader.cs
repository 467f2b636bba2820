using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_ERROR in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.5.4, offsets from the start of the message:
/// <code>
/// 0 header   8 type   10 code   12 data (at least 64 bytes of the refused message)
/// type 0xffff: 10 exp_type   12 experimenter   16 data
/// </code>
/// </remarks>
public readonly ref struct ErrorReader
{
    public const int MinLength = 12;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 12 bytes, or an experimenter error shorter than 16.</exception>
    public ErrorReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.Error, message.Length);
        }

        _message = message;
        if (IsExperimenter && message.Length < MinLength + 4)
        {
            OpenFlowException.ThrowBadLength(OfpType.Error, message.Length);
        }
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    public OfpError Error => new(
        (OfpErrorType)BinaryPrimitives.ReadUInt16BigEndian(_message[8..]),
        BinaryPrimitives.ReadUInt16BigEndian(_message[10..]),
        Experimenter);

    public bool IsExperimenter => BinaryPrimitives.ReadUInt16BigEndian(_message[8..]) == (ushort)OfpErrorType.Experimenter;

    /// <summary>Only for <see cref="IsExperimenter"/>: whose error it is; else 0.</summary>
    public uint Experimenter => IsExperimenter ? BinaryPrimitives.ReadUInt32BigEndian(_message[12..]) : 0;

    /// <summary>The start of the refused message, or for HELLO_FAILED a text.</summary>
    public ReadOnlySpan<byte> Data => _message[(IsExperimenter ? 16 : 12)..];
}
