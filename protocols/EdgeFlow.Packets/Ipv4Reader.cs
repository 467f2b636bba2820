using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>An IPv4 header in place (RFC 791).</summary>
public readonly ref struct Ipv4Reader
{
    public const int MinHeaderSize = 20;

    private readonly ReadOnlySpan<byte> _packet;

    private Ipv4Reader(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>Bytes, options included: 20 to 60.</summary>
    public int HeaderSize => (_packet[0] & 15) * 4;
    public byte Dscp => (byte)(_packet[1] >> 2);
    public byte Ecn => (byte)(_packet[1] & 3);

    /// <summary>Bytes of header and payload as the header says; the frame may hold padding beyond.</summary>
    public ushort TotalLength => BinaryPrimitives.ReadUInt16BigEndian(_packet[2..]);
    public ushort Identification => BinaryPrimitives.ReadUInt16BigEndian(_packet[4..]);
    public bool DontFragment => (_packet[6] & 0x40) != 0;
    public bool MoreFragments => (_packet[6] & 0x20) != 0;

    /// <summary>Place of the payload in the unfragmented one, bytes.</summary>
    public int FragmentOffset => (BinaryPrimitives.ReadUInt16BigEndian(_packet[6..]) & 0x1FFF) * 8;
    public byte Ttl => _packet[8];
    public byte Protocol => _packet[9];
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_packet[10..]);
    public bool IsChecksumRight => InternetChecksum.Compute(_packet[..HeaderSize]) == 0;
    public uint Source => BinaryPrimitives.ReadUInt32BigEndian(_packet[12..]);
    public uint Destination => BinaryPrimitives.ReadUInt32BigEndian(_packet[16..]);

    /// <summary>The payload without padding, as far as it is there.</summary>
    public ReadOnlySpan<byte> Payload => _packet[HeaderSize..Math.Clamp(TotalLength, HeaderSize, _packet.Length)];

    /// <returns>False when the header is cut off or not version 4.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out Ipv4Reader header)
    {
        header = new Ipv4Reader(packet);
        return packet.Length >= MinHeaderSize && packet[0] >> 4 == 4
            && header.HeaderSize >= MinHeaderSize && packet.Length >= header.HeaderSize;
    }
}
