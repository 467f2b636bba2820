using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a PORT_STATS request.</summary>
/// <param name="PortNumber">OFPP_ANY = all ports.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.6: port_no, pad u32.</remarks>
public readonly record struct PortStatsRequest(uint PortNumber) : IWireRecord<PortStatsRequest>
{
    public static int Size => 8;

    public static PortStatsRequest Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, PortNumber);
}
