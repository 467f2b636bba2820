using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes UDP datagrams (RFC 768).</summary>
public static class UdpBuilder
{
    /// <summary>Writes header and data, checksum included.</summary>
    /// <param name="sourceAddress">4 or 16 bytes, for the pseudo header.</param>
    /// <param name="destinationAddress">As many bytes as <paramref name="sourceAddress"/>.</param>
    /// <returns>Bytes written: 8 and the data.</returns>
    public static int Write(
        Span<byte> output,
        ReadOnlySpan<byte> sourceAddress,
        ReadOnlySpan<byte> destinationAddress,
        ushort sourcePort,
        ushort destinationPort,
        ReadOnlySpan<byte> data)
    {
        Span<byte> datagram = output[..(UdpReader.HeaderSize + data.Length)];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], checked((ushort)datagram.Length));
        datagram[6] = datagram[7] = 0;
        data.CopyTo(datagram[UdpReader.HeaderSize..]);
        uint sum = InternetChecksum.PseudoHeader(sourceAddress, destinationAddress, IpProtocol.Udp, datagram.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(sum, datagram));
        BinaryPrimitives.WriteUInt16BigEndian(datagram[6..], checksum == 0 ? (ushort)0xFFFF : checksum); // 0 would mean "none"
        return datagram.Length;
    }
}
