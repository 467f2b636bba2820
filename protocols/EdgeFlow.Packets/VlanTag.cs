using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>The four bytes of an 802.1Q or 802.1ad tag that follow the source address: protocol id and tag control.</summary>
/// <param name="TagProtocol">0x8100 or 0x88a8.</param>
/// <param name="Control">PCP (3 bits), DEI (1), VID (12).</param>
public readonly record struct VlanTag(ushort TagProtocol, ushort Control)
{
    public const int Size = 4;

    public byte Pcp => (byte)(Control >> 13);
    public bool Dei => (Control & 0x1000) != 0;
    public ushort Vid => (ushort)(Control & 0x0FFF);

    public static VlanTag Create(ushort tagProtocol, ushort vid, byte pcp, bool dei = false) =>
        new(tagProtocol, (ushort)((pcp << 13) | (dei ? 0x1000 : 0) | (vid & 0x0FFF)));

    /// <param name="bytes">At the tag's protocol id, that is where an untagged frame has its type.</param>
    /// <returns>False when there are fewer than 4 bytes or the protocol id is no tag's.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VlanTag tag)
    {
        if (bytes.Length < Size)
        {
            tag = default;
            return false;
        }

        tag = new VlanTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return EtherType.IsVlan(tag.TagProtocol);
    }

    /// <summary>Writes 4 bytes.</summary>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output, TagProtocol);
        BinaryPrimitives.WriteUInt16BigEndian(output[2..], Control);
    }
}
