using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of an AGGREGATE reply.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.3: packet_count u64, byte_count u64, flow_count u32, pad u32.</remarks>
public readonly record struct AggregateStats(ulong PacketCount, ulong ByteCount, uint FlowCount) : IWireRecord<AggregateStats>
{
    public static int Size => 24;

    public static AggregateStats Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ByteCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], FlowCount);
    }
}
