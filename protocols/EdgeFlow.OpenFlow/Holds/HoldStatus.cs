using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Holds;

/// <summary>Body of HOLD_STATUS_REPLY: what a hold keeps and what became of its frames.</summary>
/// <param name="HoldId">The hold that was asked for.</param>
/// <param name="State">What it does with frames now.</param>
/// <param name="HeldFrames">Frames kept now.</param>
/// <param name="HeldBytes">Sum of their lengths.</param>
/// <param name="Dropped">Frames dropped since creation, because of a bound or a discard.</param>
/// <param name="Released">Frames sent from the queue since creation.</param>
/// <param name="LongestWaitMicroseconds">Longest time that a released frame was kept.</param>
/// <remarks>
/// docs/hold-and-release.md:
/// <code>
/// 0 hold_id   4 state   5 pad   8 held_frames   12 held_bytes   16 dropped   24 released   32 longest_wait_us
/// </code>
/// </remarks>
public readonly record struct HoldStatus(
    uint HoldId, HoldState State, uint HeldFrames, uint HeldBytes, ulong Dropped, ulong Released, ulong LongestWaitMicroseconds)
    : IWireRecord<HoldStatus>
{
    public static int Size => 40;

    public static HoldStatus Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (HoldState)bytes[4],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, HoldId);
        destination[4] = (byte)State;
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], HeldFrames);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], HeldBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Dropped);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Released);
        BinaryPrimitives.WriteUInt64BigEndian(destination[32..], LongestWaitMicroseconds);
    }
}
