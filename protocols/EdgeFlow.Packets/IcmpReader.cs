using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>An ICMP (RFC 792) or ICMPv6 (RFC 4443) message in place: type, code, checksum, then four bytes that the type defines.</summary>
public readonly ref struct IcmpReader
{
    public const int HeaderSize = 8;
    public const byte EchoReply = 0;
    public const byte EchoRequest = 8;
    public const byte V6EchoRequest = 128;
    public const byte V6EchoReply = 129;
    public const byte V6NeighborSolicitation = 135;
    public const byte V6NeighborAdvertisement = 136;

    private readonly ReadOnlySpan<byte> _message;

    private IcmpReader(ReadOnlySpan<byte> message) => _message = message;

    public byte Type => _message[0];
    public byte Code => _message[1];
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_message[2..]);

    /// <summary>Of an echo request or reply.</summary>
    public ushort Identifier => BinaryPrimitives.ReadUInt16BigEndian(_message[4..]);

    /// <summary>Of an echo request or reply.</summary>
    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(_message[6..]);
    public ReadOnlySpan<byte> Data => _message[HeaderSize..];

    /// <summary>16 bytes; only of a neighbour solicitation or advertisement of at least 24 bytes.</summary>
    public ReadOnlySpan<byte> NeighborTarget => _message.Slice(8, 16);

    /// <param name="message">The payload of the IP packet, without padding.</param>
    /// <returns>False when there are fewer than 8 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out IcmpReader icmp)
    {
        icmp = new IcmpReader(message);
        return message.Length >= HeaderSize;
    }
}
