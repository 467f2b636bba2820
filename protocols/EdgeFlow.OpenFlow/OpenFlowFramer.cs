using System.Buffers;

namespace EdgeFlow.OpenFlow;

/// <summary>Cuts a byte stream into OpenFlow messages; knows nothing of their content.</summary>
/// <remarks>OpenFlow 1.3.5 §7.1: the header's length field spans the whole message.</remarks>
public static class OpenFlowFramer
{
    /// <summary>Takes the next whole message off the front of what a pipe has delivered.</summary>
    /// <param name="buffer">Unread bytes; on success starts behind the message.</param>
    /// <param name="message">Exactly one message, header included.</param>
    /// <returns>False if the message is not complete yet; then <paramref name="buffer"/> is unchanged.</returns>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: the length is below 8; the stream is lost and must be closed.</exception>
    public static bool TryReadMessage(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < OfpHeader.Size)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[OfpHeader.Size];
        buffer.Slice(0, OfpHeader.Size).CopyTo(bytes);
        OfpHeader.TryRead(bytes, out OfpHeader header);
        if (header.Length < OfpHeader.Size)
        {
            OpenFlowException.Throw(BadRequest.BadLen, $"header says {header.Length} bytes; a message has at least {OfpHeader.Size}");
        }

        if (buffer.Length < header.Length)
        {
            return false;
        }

        message = buffer.Slice(0, header.Length);
        buffer = buffer.Slice(header.Length);
        return true;
    }
}
