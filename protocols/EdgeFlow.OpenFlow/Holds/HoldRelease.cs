using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Holds;

/// <summary>Body of HOLD_RELEASE: sends what is kept, in order and paced; once empty, the hold passes frames on.</summary>
/// <param name="HoldId">An existing hold.</param>
/// <param name="OutPort">Where the frames go; OFPP_ANY = discard them.</param>
/// <param name="FramesPerSecond">0 = as fast as possible.</param>
/// <param name="WindowFrames">Most frames sent ahead of those that come back from the port; 0 = no bound.</param>
/// <remarks>docs/hold-and-release.md: the four numbers in this order.</remarks>
public readonly record struct HoldRelease(uint HoldId, uint OutPort, uint FramesPerSecond, uint WindowFrames) : IWireRecord<HoldRelease>
{
    public static int Size => 16;

    public static HoldRelease Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, HoldId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], OutPort);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], FramesPerSecond);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], WindowFrames);
    }
}
