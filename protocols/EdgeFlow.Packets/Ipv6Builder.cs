using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes IPv6 headers (RFC 8200 §3).</summary>
public static class Ipv6Builder
{
    /// <summary>Writes 40 bytes.</summary>
    /// <param name="source">16 bytes.</param>
    /// <param name="destination">16 bytes.</param>
    /// <param name="payloadLength">Bytes after the header, 0 to 65535.</param>
    /// <param name="flowLabel">20 bits.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteHeader(
        Span<byte> output,
        ReadOnlySpan<byte> source,
        ReadOnlySpan<byte> destination,
        byte nextHeader,
        int payloadLength,
        byte hopLimit = 64,
        byte trafficClass = 0,
        uint flowLabel = 0)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output, 0x6000_0000 | ((uint)trafficClass << 20) | (flowLabel & 0xF_FFFF));
        BinaryPrimitives.WriteUInt16BigEndian(output[4..], checked((ushort)payloadLength));
        output[6] = nextHeader;
        output[7] = hopLimit;
        source[..16].CopyTo(output[8..]);
        destination[..16].CopyTo(output[24..]);
        return Ipv6Reader.HeaderSize;
    }
}
