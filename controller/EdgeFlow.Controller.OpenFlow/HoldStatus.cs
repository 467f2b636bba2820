using System.Buffers.Binary;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>State of a hold on a switch (docs/hold-and-release.md).</summary>
/// <param name="State">Holding, releasing or passing.</param>
/// <param name="HeldFrames">Frames that wait now.</param>
/// <param name="HeldBytes">Their bytes.</param>
/// <param name="Dropped">Frames lost to the hold's bounds.</param>
/// <param name="Released">Frames handed on.</param>
/// <param name="LongestWait">Longest wait of a frame handed on.</param>
public sealed record HoldStatus(HoldState State, uint HeldFrames, uint HeldBytes, ulong Dropped, ulong Released, TimeSpan LongestWait)
{
    internal const int BodyLength = 40;

    /// <param name="body">From hold_id on.</param>
    internal static HoldStatus Read(ReadOnlySpan<byte> body) => new(
        (HoldState)body[4],
        BinaryPrimitives.ReadUInt32BigEndian(body[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
        BinaryPrimitives.ReadUInt64BigEndian(body[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(body[24..]),
        TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt64BigEndian(body[32..])));
}
