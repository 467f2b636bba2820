using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>The common header of an SCTP packet in place (RFC 9260 §3.1).</summary>
public readonly ref struct SctpReader
{
    public const int HeaderSize = 12;

    private readonly ReadOnlySpan<byte> _packet;

    private SctpReader(ReadOnlySpan<byte> packet) => _packet = packet;

    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_packet);
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_packet[2..]);
    public uint VerificationTag => BinaryPrimitives.ReadUInt32BigEndian(_packet[4..]);

    /// <summary>As <see cref="Crc32c.Compute"/> gives it.</summary>
    public uint Checksum => BinaryPrimitives.ReadUInt32LittleEndian(_packet[8..]);
    public ReadOnlySpan<byte> Chunks => _packet[HeaderSize..];

    /// <param name="packet">The payload of the IP packet, without padding.</param>
    /// <returns>False when there are fewer than 12 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SctpReader sctp)
    {
        sctp = new SctpReader(packet);
        return packet.Length >= HeaderSize;
    }
}
