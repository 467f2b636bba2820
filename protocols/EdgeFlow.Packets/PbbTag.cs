using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>The I-TAG control word of 802.1ah: PCP (3 bits), DEI (1), UCA (1), reserved (3), I-SID (24).</summary>
/// <remarks>On the wire it follows the type 0x88e7 and is followed by the customer's destination and source address.</remarks>
public readonly record struct PbbTag(uint Word)
{
    public const int Size = 4;

    public byte Pcp => (byte)(Word >> 29);
    public bool Dei => (Word & 0x1000_0000) != 0;

    /// <summary>Use customer address.</summary>
    public bool Uca => (Word & 0x0800_0000) != 0;
    public uint ServiceId => Word & 0x00FF_FFFF;

    public static PbbTag Create(uint serviceId, byte pcp, bool dei = false, bool uca = false) =>
        new(((uint)(pcp & 7) << 29) | (dei ? 0x1000_0000u : 0) | (uca ? 0x0800_0000u : 0) | (serviceId & 0x00FF_FFFF));

    /// <param name="bytes">After the type 0x88e7.</param>
    /// <returns>False when there are fewer than 4 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PbbTag tag)
    {
        bool whole = BinaryPrimitives.TryReadUInt32BigEndian(bytes, out uint word);
        tag = new PbbTag(word);
        return whole;
    }

    /// <summary>Writes 4 bytes.</summary>
    public void Write(Span<byte> output) => BinaryPrimitives.WriteUInt32BigEndian(output, Word);
}
