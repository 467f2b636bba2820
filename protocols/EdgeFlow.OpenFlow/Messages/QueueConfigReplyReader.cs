using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_QUEUE_GET_CONFIG_REPLY.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.6; offsets in <see cref="QueueConfigWriter"/>.</remarks>
public readonly ref struct QueueConfigReplyReader
{
    public const int MinLength = 16;
    private const int QueueHeader = 16, PropertyHeader = 8;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes.</exception>
    public QueueConfigReplyReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.QueueGetConfigReply, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint PortNumber => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>Copies the queues; properties of other kinds than the two rates are skipped.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: a queue or property is cut off.</exception>
    public ImmutableArray<PacketQueue> ReadQueues()
    {
        var queues = ImmutableArray.CreateBuilder<PacketQueue>();
        ReadOnlySpan<byte> left = _message[MinLength..];
        while (!left.IsEmpty)
        {
            int length = left.Length < QueueHeader ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left[8..]);
            if (length < QueueHeader || length > left.Length)
            {
                OpenFlowException.ThrowBadLength(BadRequest.BadLen, "queue", length, left.Length);
            }

            queues.Add(ReadQueue(left[..length]));
            left = left[length..];
        }

        return queues.DrainToImmutable();
    }

    private static PacketQueue ReadQueue(ReadOnlySpan<byte> queue)
    {
        ushort? minRate = null, maxRate = null;
        ReadOnlySpan<byte> left = queue[QueueHeader..];
        while (!left.IsEmpty)
        {
            int length = left.Length < PropertyHeader ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
            if (length < PropertyHeader || length > left.Length)
            {
                OpenFlowException.ThrowBadLength(BadRequest.BadLen, "queue property", length, left.Length);
            }

            if (length >= PropertyHeader + 2)
            {
                ushort rate = BinaryPrimitives.ReadUInt16BigEndian(left[PropertyHeader..]);
                switch ((QueueProperty)BinaryPrimitives.ReadUInt16BigEndian(left))
                {
                    case QueueProperty.MinRate:
                        minRate = rate;
                        break;
                    case QueueProperty.MaxRate:
                        maxRate = rate;
                        break;
                }
            }

            left = left[length..];
        }

        return new PacketQueue(
            BinaryPrimitives.ReadUInt32BigEndian(queue), BinaryPrimitives.ReadUInt32BigEndian(queue[4..]), minRate, maxRate);
    }
}
