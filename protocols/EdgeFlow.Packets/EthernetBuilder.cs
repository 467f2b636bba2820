using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Writes Ethernet headers and whole frames.</summary>
public static class EthernetBuilder
{
    /// <summary>Writes 14 bytes.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteHeader(Span<byte> output, MacAddress destination, MacAddress source, ushort etherType)
    {
        destination.CopyTo(output);
        source.CopyTo(output[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(output[12..], etherType);
        return EthernetReader.HeaderSize;
    }

    /// <summary>A frame with <paramref name="payload"/>, padded with zeros to 60 bytes.</summary>
    public static byte[] Build(MacAddress destination, MacAddress source, ushort etherType, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[Math.Max(EthernetReader.HeaderSize + payload.Length, EthernetReader.MinFrameSize)];
        WriteHeader(frame, destination, source, etherType);
        payload.CopyTo(frame.AsSpan(EthernetReader.HeaderSize));
        return frame;
    }
}
