using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one bucket or meter band.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9 and §7.3.5.12: packet count u64, byte count u64.</remarks>
public readonly record struct ByteAndPacketCount(ulong PacketCount, ulong ByteCount) : IWireRecord<ByteAndPacketCount>
{
    public static int Size => 16;

    public static ByteAndPacketCount Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, PacketCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ByteCount);
    }
}
