using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes ICMP and ICMPv6 echo messages.</summary>
public static class IcmpBuilder
{
    /// <summary>Writes an ICMP echo request or reply (RFC 792), checksum included.</summary>
    /// <param name="type"><see cref="IcmpReader.EchoRequest"/> or <see cref="IcmpReader.EchoReply"/>.</param>
    /// <returns>Bytes written: 8 and the data.</returns>
    public static int WriteEcho(Span<byte> output, byte type, ushort identifier, ushort sequence, ReadOnlySpan<byte> data)
    {
        Span<byte> message = WriteUnsummed(output, type, identifier, sequence, data);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Compute(message));
        return message.Length;
    }

    /// <summary>Writes an ICMPv6 echo message (RFC 4443 §4), checksum over the pseudo header included.</summary>
    /// <param name="source">16 bytes.</param>
    /// <param name="destination">16 bytes.</param>
    /// <returns>Bytes written: 8 and the data.</returns>
    public static int WriteV6Echo(
        Span<byte> output,
        ReadOnlySpan<byte> source,
        ReadOnlySpan<byte> destination,
        byte type,
        ushort identifier,
        ushort sequence,
        ReadOnlySpan<byte> data)
    {
        Span<byte> message = WriteUnsummed(output, type, identifier, sequence, data);
        uint sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Icmpv6, message.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Finish(InternetChecksum.Add(sum, message)));
        return message.Length;
    }

    private static Span<byte> WriteUnsummed(Span<byte> output, byte type, ushort identifier, ushort sequence, ReadOnlySpan<byte> data)
    {
        Span<byte> message = output[..(IcmpReader.HeaderSize + data.Length)];
        message[0] = type;
        message[1] = 0;
        message[2] = message[3] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        data.CopyTo(message[IcmpReader.HeaderSize..]);
        return message;
    }
}
