using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>A TCP segment in place (RFC 9293 §3.1).</summary>
public readonly ref struct TcpReader
{
    public const int MinHeaderSize = 20;

    private readonly ReadOnlySpan<byte> _segment;

    private TcpReader(ReadOnlySpan<byte> segment) => _segment = segment;

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_segment);
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_segment[2..]);
    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_segment[4..]);
    public uint Acknowledgment => BinaryPrimitives.ReadUInt32BigEndian(_segment[8..]);

    /// <summary>Bytes, options included: 20 to 60.</summary>
    public int HeaderSize => (_segment[12] >> 4) * 4;

    public TcpControlBits Flags => (TcpControlBits)(BinaryPrimitives.ReadUInt16BigEndian(_segment[12..]) & 0x01FF);
    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_segment[14..]);
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_segment[16..]);
    public ReadOnlySpan<byte> Payload => _segment[HeaderSize..];

    /// <param name="segment">The payload of the IP packet, without padding.</param>
    /// <returns>False when the header is cut off.</returns>
    public static bool TryRead(ReadOnlySpan<byte> segment, out TcpReader tcp)
    {
        tcp = new TcpReader(segment);
        return segment.Length >= MinHeaderSize && tcp.HeaderSize >= MinHeaderSize && segment.Length >= tcp.HeaderSize;
    }
}
