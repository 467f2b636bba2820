using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_SET_ASYNC or OFPT_GET_ASYNC_REPLY in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.10: header, then <see cref="AsyncConfig"/>.</remarks>
public readonly ref struct AsyncConfigReader
{
    public const int Length = 32;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 32 bytes.</exception>
    public AsyncConfigReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.SetAsync, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public AsyncConfig Config => AsyncConfig.Read(_message[OfpConstants.HeaderLength..]);
}
