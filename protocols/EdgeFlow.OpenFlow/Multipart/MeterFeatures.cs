using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a METER_FEATURES reply.</summary>
/// <param name="MaxMeters">Meters at most.</param>
/// <param name="BandTypes">Bit n = band type n.</param>
/// <param name="Capabilities">Flags that meters may have.</param>
/// <param name="MaxBands">Bands per meter at most.</param>
/// <param name="MaxColor">Color values.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.14: max_meter u32, band_types u32, capabilities u32, max_bands u8, max_color u8, pad u16.</remarks>
public readonly record struct MeterFeatures(uint MaxMeters, uint BandTypes, MeterFlags Capabilities, byte MaxBands, byte MaxColor)
    : IWireRecord<MeterFeatures>
{
    public static int Size => 16;

    public static MeterFeatures Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        (MeterFlags)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        bytes[12],
        bytes[13]);

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, MaxMeters);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], BandTypes);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], (uint)Capabilities);
        destination[12] = MaxBands;
        destination[13] = MaxColor;
    }
}
