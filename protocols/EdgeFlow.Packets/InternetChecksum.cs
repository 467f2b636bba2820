using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>The 16-bit one's complement checksum of IPv4, ICMP, TCP and UDP (RFC 1071, RFC 1624).</summary>
/// <remarks>Sums are kept unfolded in 32 bits: add parts of even length in any order, then <see cref="Finish"/>.</remarks>
public static class InternetChecksum
{
    /// <summary>Checksum over <paramref name="bytes"/>; its own field must be zero, or the result is 0 when it is right.</summary>
    public static ushort Compute(ReadOnlySpan<byte> bytes) => Finish(Add(0, bytes));

    /// <summary>Adds 16-bit words in network order; an odd last byte counts as the upper half of a word.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        ulong wide = sum;
        while (bytes.Length >= 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            wide += (word >> 32) + (uint)word;
            bytes = bytes[8..];
        }

        while (bytes.Length >= 2)
        {
            wide += BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[2..];
        }

        if (bytes.Length == 1)
        {
            wide += (uint)bytes[0] << 8;
        }

        // 2^16 = 1 in one's complement arithmetic, so halves may be folded at any time.
        while (wide >> 32 != 0)
        {
            wide = (wide & 0xFFFF_FFFF) + (wide >> 32);
        }

        return (uint)((wide & 0xFFFF) + (wide >> 16));
    }

    /// <summary>Folds a sum to 16 bits and complements it.</summary>
    public static ushort Finish(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>Sum of the pseudo header of TCP, UDP (IPv4: RFC 793; IPv6: RFC 8200 §8.1) and ICMPv6.</summary>
    /// <param name="source">4 or 16 bytes.</param>
    /// <param name="destination">As many bytes as <paramref name="source"/>.</param>
    /// <param name="protocol">The upper layer's protocol number.</param>
    /// <param name="length">Bytes of the upper layer's header and data.</param>
    public static uint PseudoHeader(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte protocol, int length)
    {
        uint sum = Add(Add(0, source), destination);
        return sum + protocol + ((uint)length >> 16) + ((uint)length & 0xFFFF);
    }

    /// <summary>The checksum after one 16-bit word of what it covers changed (RFC 1624, equation 3).</summary>
    public static ushort Update(ushort checksum, ushort oldWord, ushort newWord) =>
        Finish((uint)(ushort)~checksum + (ushort)~oldWord + newWord);
}
