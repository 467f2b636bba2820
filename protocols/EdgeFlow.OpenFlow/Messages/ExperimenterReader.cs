using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads the envelope of one OFPT_EXPERIMENTER in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.5.5, offsets from the start of the message:
/// <code>
/// 0 header   8 experimenter   12 exp_type   16 body
/// </code>
/// </remarks>
public readonly ref struct ExperimenterReader
{
    public const int MinLength = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes.</exception>
    public ExperimenterReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.Experimenter, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint Experimenter => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);
    public uint ExperimenterType => BinaryPrimitives.ReadUInt32BigEndian(_message[12..]);
    public ReadOnlySpan<byte> Body => _message[MinLength..];

    /// <summary>The body as one structure.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not exactly one structure.</exception>
    public T Record<T>()
        where T : struct, IWireRecord<T>
    {
        if (Body.Length != T.Size)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, typeof(T).Name, T.Size, Body.Length);
        }

        return T.Read(Body);
    }
}
