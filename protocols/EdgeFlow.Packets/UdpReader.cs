using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>A UDP datagram in place (RFC 768).</summary>
public readonly ref struct UdpReader
{
    public const int HeaderSize = 8;

    private readonly ReadOnlySpan<byte> _datagram;

    private UdpReader(ReadOnlySpan<byte> datagram) => _datagram = datagram;

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_datagram);
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_datagram[2..]);

    /// <summary>Bytes of header and data as the header says.</summary>
    public ushort Length => BinaryPrimitives.ReadUInt16BigEndian(_datagram[4..]);

    /// <summary>0 over IPv4 means that the sender computed none.</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_datagram[6..]);

    /// <summary>The data as far as it is there.</summary>
    public ReadOnlySpan<byte> Payload => _datagram[HeaderSize..Math.Clamp(Length, HeaderSize, _datagram.Length)];

    /// <returns>False when there are fewer than 8 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpReader udp)
    {
        udp = new UdpReader(datagram);
        return datagram.Length >= HeaderSize;
    }
}
