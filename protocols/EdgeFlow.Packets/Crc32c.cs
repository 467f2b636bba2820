using System.Buffers.Binary;
using System.Numerics;

namespace EdgeFlow.Packets;

/// <summary>The CRC32c of SCTP (RFC 9260 §6.8, appendix A).</summary>
public static class Crc32c
{
    /// <summary>CRC over <paramref name="bytes"/>, as a number; SCTP writes it least significant byte first.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
