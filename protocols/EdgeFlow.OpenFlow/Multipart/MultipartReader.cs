using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Reads the envelope of one OFPT_MULTIPART_REQUEST or OFPT_MULTIPART_REPLY in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5, offsets from the start of the message:
/// <code>
/// 0 header   8 type   10 flags   12 pad   16 body
/// </code>
/// </remarks>
public readonly ref struct MultipartReader
{
    public const int MinLength = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes.</exception>
    public MultipartReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.MultipartRequest, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>May be a number that is no type.</summary>
    public MultipartType Type => (MultipartType)BinaryPrimitives.ReadUInt16BigEndian(_message[8..]);

    public MultipartFlags Flags => (MultipartFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[10..]);

    /// <summary>Whether more messages of the same request or reply follow.</summary>
    public bool HasMore => (Flags & MultipartFlags.More) != 0;

    public ReadOnlySpan<byte> Body => _message[MinLength..];

    /// <summary>EXPERIMENTER: whose body it is.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: the body is shorter than 8 bytes.</exception>
    public uint Experimenter => BinaryPrimitives.ReadUInt32BigEndian(ExperimenterHeader);

    /// <summary>EXPERIMENTER: the experimenter's own type.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: the body is shorter than 8 bytes.</exception>
    public uint ExperimenterType => BinaryPrimitives.ReadUInt32BigEndian(ExperimenterHeader[4..]);

    private ReadOnlySpan<byte> ExperimenterHeader
    {
        get
        {
            if (Body.Length < 8)
            {
                OpenFlowException.ThrowBadLength(BadRequest.BadLen, "experimenter multipart", 8, Body.Length);
            }

            return Body;
        }
    }

    /// <summary>The body as a list of structures of fixed size.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not a whole number of structures.</exception>
    public WireRecordReader<T> Records<T>()
        where T : struct, IWireRecord<T> => new(Body);

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

    /// <summary>FLOW reply: the entries.</summary>
    public FlowStatsReader Flows => new(Body);

    /// <summary>GROUP, GROUP_DESC, METER and METER_CONFIG reply: the entries.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_MULTIPART: another type.</exception>
    public MultipartEntryReader Entries => new(Body, Type);

    /// <summary>EXPERIMENTER: what follows the experimenter's own type.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: the body is shorter than 8 bytes.</exception>
    public ReadOnlySpan<byte> ExperimenterBody => ExperimenterHeader[8..];
}
