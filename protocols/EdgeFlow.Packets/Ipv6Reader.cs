using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>An IPv6 header in place (RFC 8200 §3).</summary>
public readonly ref struct Ipv6Reader
{
    public const int HeaderSize = 40;

    private readonly ReadOnlySpan<byte> _packet;

    private Ipv6Reader(ReadOnlySpan<byte> packet) => _packet = packet;

    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(_packet) >> 4);

    /// <summary>20 bits.</summary>
    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(_packet) & 0xF_FFFF;

    /// <summary>Bytes after the fixed header, extension headers included.</summary>
    public ushort PayloadLength => BinaryPrimitives.ReadUInt16BigEndian(_packet[4..]);
    public byte NextHeader => _packet[6];
    public byte HopLimit => _packet[7];

    /// <summary>16 bytes.</summary>
    public ReadOnlySpan<byte> Source => _packet.Slice(8, 16);

    /// <summary>16 bytes.</summary>
    public ReadOnlySpan<byte> Destination => _packet.Slice(24, 16);

    /// <summary>What follows the fixed header, as far as it is there, without padding.</summary>
    public ReadOnlySpan<byte> Payload => _packet[HeaderSize..Math.Min(HeaderSize + PayloadLength, _packet.Length)];

    /// <returns>False when the header is cut off or not version 6.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out Ipv6Reader header)
    {
        header = new Ipv6Reader(packet);
        return packet.Length >= HeaderSize && packet[0] >> 4 == 6;
    }
}
