using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Holds;

/// <summary>Body of HOLD_DELETE and HOLD_STATUS_REQUEST: names a hold.</summary>
/// <remarks>docs/hold-and-release.md: hold_id, pad u32.</remarks>
public readonly record struct HoldReference(uint HoldId) : IWireRecord<HoldReference>
{
    public static int Size => 8;

    public static HoldReference Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, HoldId);
}
