using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Holds;

/// <summary>Body of HOLD_CREATE: makes an empty hold that keeps frames. When a bound is reached, the oldest frame is dropped.</summary>
/// <param name="HoldId">Chosen by the controller.</param>
/// <param name="MaxFrames">At least 1.</param>
/// <param name="MaxBytes">Sum of the frames' lengths.</param>
/// <param name="MaxAgeMilliseconds">0 = no bound.</param>
/// <remarks>docs/hold-and-release.md: the four numbers in this order.</remarks>
public readonly record struct HoldCreate(uint HoldId, uint MaxFrames, uint MaxBytes, uint MaxAgeMilliseconds) : IWireRecord<HoldCreate>
{
    public static int Size => 16;

    public static HoldCreate Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, HoldId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], MaxFrames);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], MaxBytes);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], MaxAgeMilliseconds);
    }
}
