using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes TCP segments without options (RFC 9293 §3.1).</summary>
public static class TcpBuilder
{
    /// <summary>Writes header and data, checksum included.</summary>
    /// <param name="sourceAddress">4 or 16 bytes, for the pseudo header.</param>
    /// <param name="destinationAddress">As many bytes as <paramref name="sourceAddress"/>.</param>
    /// <returns>Bytes written: 20 and the data.</returns>
    public static int Write(
        Span<byte> output,
        ReadOnlySpan<byte> sourceAddress,
        ReadOnlySpan<byte> destinationAddress,
        ushort sourcePort,
        ushort destinationPort,
        uint sequence,
        uint acknowledgment,
        TcpControlBits flags,
        ushort window,
        ReadOnlySpan<byte> data)
    {
        Span<byte> segment = output[..(TcpReader.MinHeaderSize + data.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(segment, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], acknowledgment);
        BinaryPrimitives.WriteUInt16BigEndian(segment[12..], (ushort)(0x5000 | (ushort)flags));
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], window);
        segment[16..20].Clear();
        data.CopyTo(segment[TcpReader.MinHeaderSize..]);
        uint sum = InternetChecksum.PseudoHeader(sourceAddress, destinationAddress, IpProtocol.Tcp, segment.Length);
        BinaryPrimitives.WriteUInt16BigEndian(segment[16..], InternetChecksum.Finish(InternetChecksum.Add(sum, segment)));
        return segment.Length;
    }
}
