using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Builds whole ARP and RARP frames of 60 bytes.</summary>
public static class ArpBuilder
{
    /// <summary>Asks everybody who has <paramref name="targetIp"/>; a gratuitous ARP when it equals <paramref name="senderIp"/>.</summary>
    public static byte[] BuildRequest(MacAddress senderMac, uint senderIp, uint targetIp) =>
        Build(MacAddress.Broadcast, EtherType.Arp, ArpOperation.Request, senderMac, senderIp, MacAddress.Zero, targetIp);

    /// <summary>Asks one station only, as a probe of whether it is still there.</summary>
    public static byte[] BuildProbe(MacAddress destination, MacAddress senderMac, uint senderIp, uint targetIp) =>
        Build(destination, EtherType.Arp, ArpOperation.Request, senderMac, senderIp, MacAddress.Zero, targetIp);

    public static byte[] BuildReply(MacAddress senderMac, uint senderIp, MacAddress targetMac, uint targetIp) =>
        Build(targetMac, EtherType.Arp, ArpOperation.Reply, senderMac, senderIp, targetMac, targetIp);

    /// <summary>What a hypervisor broadcasts for a VM that has moved: "my address is <paramref name="mac"/>".</summary>
    public static byte[] BuildRarp(MacAddress mac) =>
        Build(MacAddress.Broadcast, EtherType.Rarp, ArpOperation.ReverseRequest, mac, 0, mac, 0);

    private static byte[] Build(
        MacAddress destination,
        ushort etherType,
        ArpOperation operation,
        MacAddress senderMac,
        uint senderIp,
        MacAddress targetMac,
        uint targetIp)
    {
        Span<byte> packet = stackalloc byte[ArpReader.Size];
        BinaryPrimitives.WriteUInt32BigEndian(packet, 0x0001_0800);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], 0x0604);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], (ushort)operation);
        senderMac.CopyTo(packet[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[14..], senderIp);
        targetMac.CopyTo(packet[18..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[24..], targetIp);
        return EthernetBuilder.Build(destination, senderMac, etherType, packet);
    }
}
