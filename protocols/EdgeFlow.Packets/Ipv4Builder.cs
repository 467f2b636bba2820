using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes IPv4 headers without options (RFC 791).</summary>
public static class Ipv4Builder
{
    /// <summary>Writes 20 bytes, checksum included; "don't fragment" is set.</summary>
    /// <param name="payloadLength">Bytes after the header, 0 to 65515.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteHeader(
        Span<byte> output,
        uint source,
        uint destination,
        byte protocol,
        int payloadLength,
        byte ttl = 64,
        byte trafficClass = 0,
        ushort identification = 0)
    {
        Span<byte> header = output[..Ipv4Reader.MinHeaderSize];
        header.Clear();
        header[0] = 0x45;
        header[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], checked((ushort)(Ipv4Reader.MinHeaderSize + payloadLength)));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], identification);
        header[6] = 0x40;
        header[8] = ttl;
        header[9] = protocol;
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], source);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], destination);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Compute(header));
        return Ipv4Reader.MinHeaderSize;
    }
}
