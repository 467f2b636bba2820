using System.Buffers.Binary;
using System.Text;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>The stream that carries a memory image from one embedded VMM to another: framed messages, over TCP.</summary>
/// <remarks>
/// <code>
/// 0 type   1 zero (3)   4 length of what follows, big-endian   8 payload
///
/// source                       destination
/// Hello            →
///                  ←          Accept or Refuse
/// Pages, ZeroPages →                              round after round
/// Compare          →
///                  ←          Digests…            if the image is to be compared; differing pages follow, and Compare again
/// Final            →
///                  ←          Loaded
/// </code>
/// The destination sends digests and not its pages back: the same answer for a hundredth of the bytes on the transfer route, while the VM
/// stands still. Lengths are checked before anything is read. <b>Threads:</b> one reads, one writes.
/// </remarks>
internal sealed class ImageChannel(Stream stream) : IDisposable
{
    internal const uint Version = 2;

    /// <summary>Pages in one message at most.</summary>
    internal const int PagesPerMessage = 16;

    internal const int PageEntrySize = 4 + GuestMemory.PageSize;

    /// <summary>Entries of <see cref="ImageDigests"/> in one message at most.</summary>
    internal const int DigestsPerMessage = 1024;

    private const int HeaderSize = 8;
    private const int MaxPayload = PagesPerMessage * PageEntrySize;

    private readonly byte[] _sent = new byte[HeaderSize + MaxPayload];
    private readonly byte[] _receiveHeader = new byte[HeaderSize];
    private readonly byte[] _payload = new byte[MaxPayload];

    internal long BytesSent { get; private set; }

    public void Dispose() => stream.Dispose();

    /// <summary>Sends one message.</summary>
    /// <param name="payload">At most <see cref="PagesPerMessage"/> pages with their numbers, 65,600 bytes.</param>
    /// <exception cref="IOException">The far end is gone.</exception>
    internal async Task SendAsync(ImageMessageType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // One write: a header alone would be a segment of its own, or wait for the one before to be confirmed.
        Memory<byte> message = _sent.AsMemory(0, HeaderSize + payload.Length);
        _sent[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(_sent.AsSpan(4), payload.Length);
        payload.CopyTo(message[HeaderSize..]);
        await stream.WriteAsync(message, cancellationToken);
        BytesSent += message.Length;
    }

    /// <summary>Reads one message. Its payload is valid until the next call.</summary>
    /// <exception cref="EndOfStreamException">The stream ended, within a message or between two.</exception>
    /// <exception cref="InvalidDataException">What came is no message.</exception>
    internal async Task<(ImageMessageType Type, ReadOnlyMemory<byte> Payload)> ReceiveAsync(CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(_receiveHeader, cancellationToken);
        var type = (ImageMessageType)_receiveHeader[0];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_receiveHeader.AsSpan(4));
        if (!Enum.IsDefined(type) || length > MaxPayload || _receiveHeader[1] != 0 || _receiveHeader[2] != 0 || _receiveHeader[3] != 0)
        {
            throw new InvalidDataException($"a message of type {_receiveHeader[0]} with {length} bytes does not belong to a memory image");
        }

        Memory<byte> payload = _payload.AsMemory(0, (int)length);
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return (type, payload);
    }

    internal Task SendHelloAsync(int pageCount, string transferId, string vm, CancellationToken cancellationToken)
    {
        byte[] id = Encoding.UTF8.GetBytes(transferId);
        byte[] name = Encoding.UTF8.GetBytes(vm);
        byte[] payload = new byte[12 + id.Length + name.Length];
        BinaryPrimitives.WriteUInt32BigEndian(payload, Version);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(4), pageCount);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(8), (ushort)id.Length);
        id.CopyTo(payload, 10);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(10 + id.Length), (ushort)name.Length);
        name.CopyTo(payload, 12 + id.Length);
        return SendAsync(ImageMessageType.Hello, payload, cancellationToken);
    }

    /// <summary>Reads the payload of a Hello.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    internal static (uint Version, uint PageCount, string TransferId, string Vm) ReadHello(ReadOnlySpan<byte> payload)
    {
        if (payload.Length >= 12)
        {
            int idLength = BinaryPrimitives.ReadUInt16BigEndian(payload[8..]);
            if (payload.Length >= 12 + idLength)
            {
                int nameLength = BinaryPrimitives.ReadUInt16BigEndian(payload[(10 + idLength)..]);
                if (payload.Length == 12 + idLength + nameLength)
                {
                    return (
                        BinaryPrimitives.ReadUInt32BigEndian(payload),
                        BinaryPrimitives.ReadUInt32BigEndian(payload[4..]),
                        Encoding.UTF8.GetString(payload.Slice(10, idLength)),
                        Encoding.UTF8.GetString(payload.Slice(12 + idLength, nameLength)));
                }
            }
        }

        throw new InvalidDataException("the greeting is cut or too long");
    }
}
