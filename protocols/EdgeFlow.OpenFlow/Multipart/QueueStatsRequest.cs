using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a QUEUE request.</summary>
/// <param name="PortNumber">OFPP_ANY = all ports.</param>
/// <param name="QueueId">OFPQ_ALL = all queues.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.8: port_no, queue_id.</remarks>
public readonly record struct QueueStatsRequest(uint PortNumber, uint QueueId) : IWireRecord<QueueStatsRequest>
{
    public static int Size => 8;

    public static QueueStatsRequest Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, PortNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], QueueId);
    }
}
