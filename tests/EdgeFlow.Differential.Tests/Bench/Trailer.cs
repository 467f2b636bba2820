using System.Buffers.Binary;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>The last 8 bytes of each frame: a constant and the number of the frame. No action of OpenFlow 1.3 reaches them.</summary>
internal static class Trailer
{
    internal const int Length = 8;

    private const uint Magic = 0xefd1ffed;

    internal static byte[] Of(uint id)
    {
        byte[] bytes = new byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), id);
        return bytes;
    }

    /// <summary>The number of the frame; null if it does not end with a trailer.</summary>
    internal static uint? Find(ReadOnlySpan<byte> frame) =>
        frame.Length >= Length && BinaryPrimitives.ReadUInt32BigEndian(frame[^Length..]) == Magic ? BinaryPrimitives.ReadUInt32BigEndian(frame[^4..]) : null;
}
