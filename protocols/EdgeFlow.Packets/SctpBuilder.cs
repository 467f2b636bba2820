using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes SCTP packets (RFC 9260 §3.1).</summary>
public static class SctpBuilder
{
    /// <summary>Writes the common header and the chunks as they are given, CRC32c included.</summary>
    /// <returns>Bytes written: 12 and the chunks.</returns>
    public static int Write(Span<byte> output, ushort sourcePort, ushort destinationPort, uint verificationTag, ReadOnlySpan<byte> chunks)
    {
        Span<byte> packet = output[..(SctpReader.HeaderSize + chunks.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(packet, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], verificationTag);
        packet[8..12].Clear();
        chunks.CopyTo(packet[SctpReader.HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], Crc32c.Compute(packet));
        return packet.Length;
    }
}
