using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a METER or METER_CONFIG request.</summary>
/// <param name="MeterId">OFPM_ALL = all meters.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.12: meter_id, pad u32.</remarks>
public readonly record struct MeterRequest(uint MeterId) : IWireRecord<MeterRequest>
{
    public static int Size => 8;

    public static MeterRequest Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, MeterId);
}
