using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>One MPLS label stack entry (RFC 3032): label (20 bits), traffic class (3), bottom of stack (1), TTL (8).</summary>
public readonly record struct MplsLabel(uint Word)
{
    public const int Size = 4;

    public uint Label => Word >> 12;
    public byte TrafficClass => (byte)((Word >> 9) & 7);
    public bool BottomOfStack => (Word & 0x100) != 0;
    public byte Ttl => (byte)Word;

    public static MplsLabel Create(uint label, byte trafficClass, bool bottomOfStack, byte ttl) =>
        new((label << 12) | ((uint)(trafficClass & 7) << 9) | (bottomOfStack ? 0x100u : 0) | ttl);

    /// <returns>False when there are fewer than 4 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MplsLabel label)
    {
        bool whole = BinaryPrimitives.TryReadUInt32BigEndian(bytes, out uint word);
        label = new MplsLabel(word);
        return whole;
    }

    /// <summary>Writes 4 bytes.</summary>
    public void Write(Span<byte> output) => BinaryPrimitives.WriteUInt32BigEndian(output, Word);
}
