using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>An ARP or RARP packet for IPv4 over Ethernet, in place (RFC 826, RFC 903).</summary>
/// <remarks>
/// <code>
/// 0 hardware type 1   2 protocol type 0x0800   4 sizes 6, 4   6 operation
/// 8 sender MAC       14 sender IP             18 target MAC  24 target IP
/// </code>
/// IP addresses are numbers, first byte most significant: 10.0.0.1 is 0x0a000001.
/// </remarks>
public readonly ref struct ArpReader
{
    public const int Size = 28;

    private readonly ReadOnlySpan<byte> _packet;

    private ArpReader(ReadOnlySpan<byte> packet) => _packet = packet;

    public ArpOperation Operation => (ArpOperation)BinaryPrimitives.ReadUInt16BigEndian(_packet[6..]);
    public MacAddress SenderMac => MacAddress.ReadFrom(_packet[8..]);
    public uint SenderIp => BinaryPrimitives.ReadUInt32BigEndian(_packet[14..]);
    public MacAddress TargetMac => MacAddress.ReadFrom(_packet[18..]);
    public uint TargetIp => BinaryPrimitives.ReadUInt32BigEndian(_packet[24..]);

    /// <param name="packet">After the Ethernet type 0x0806 or 0x8035; padding may follow.</param>
    /// <returns>False when it is too short or not IPv4 over Ethernet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out ArpReader arp)
    {
        arp = new ArpReader(packet);
        return packet.Length >= Size
            && BinaryPrimitives.ReadUInt32BigEndian(packet) == 0x0001_0800
            && BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) == 0x0604;
    }
}
