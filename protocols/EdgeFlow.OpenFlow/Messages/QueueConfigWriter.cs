using System.Buffers;
using System.Buffers.Binary;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_QUEUE_GET_CONFIG_REQUEST and OFPT_QUEUE_GET_CONFIG_REPLY.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.6 and §7.2.2. Reply: header, port u32, pad u32, queues of
/// <code>
/// 0 queue_id   4 port   8 len   10 pad   16 properties of 16 bytes: 0 type   2 length   4 pad   8 rate   10 pad
/// </code>
/// </remarks>
public static class QueueConfigWriter
{
    private const int ReplyHeader = 16, QueueHeader = 16, PropertyLength = 16;

    public static void WriteRequest(IBufferWriter<byte> output, uint xid, uint portNumber)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.QueueGetConfigRequest, xid, QueueConfigRequestReader.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], portNumber);
        output.Advance(QueueConfigRequestReader.Length);
    }

    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public static void WriteReply(IBufferWriter<byte> output, uint xid, uint portNumber, ReadOnlySpan<PacketQueue> queues)
    {
        int length = ReplyHeader;
        foreach (PacketQueue queue in queues)
        {
            length += LengthOf(queue);
        }

        Span<byte> message = WireMessage.Begin(output, OfpType.QueueGetConfigReply, xid, length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], portNumber);
        int offset = ReplyHeader;
        foreach (PacketQueue queue in queues)
        {
            Span<byte> entry = message.Slice(offset, LengthOf(queue));
            BinaryPrimitives.WriteUInt32BigEndian(entry, queue.QueueId);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], queue.PortNumber);
            BinaryPrimitives.WriteUInt16BigEndian(entry[8..], (ushort)entry.Length);
            Span<byte> properties = entry[QueueHeader..];
            if (queue.MinRate is { } minRate)
            {
                WriteRate(properties, QueueProperty.MinRate, minRate);
                properties = properties[PropertyLength..];
            }

            if (queue.MaxRate is { } maxRate)
            {
                WriteRate(properties, QueueProperty.MaxRate, maxRate);
            }

            offset += entry.Length;
        }

        output.Advance(length);
    }

    private static int LengthOf(PacketQueue queue) =>
        QueueHeader + (queue.MinRate is null ? 0 : PropertyLength) + (queue.MaxRate is null ? 0 : PropertyLength);

    private static void WriteRate(Span<byte> to, QueueProperty type, ushort rate)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], PropertyLength);
        BinaryPrimitives.WriteUInt16BigEndian(to[8..], rate);
    }
}
