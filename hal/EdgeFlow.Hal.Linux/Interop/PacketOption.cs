namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>Socket options of level SOL_PACKET, from linux/if_packet.h.</summary>
internal static class PacketOption
{
    public const int SOL_PACKET = 263;
    public const int PACKET_ADD_MEMBERSHIP = 1;
    public const int PACKET_RX_RING = 5;
    public const int PACKET_STATISTICS = 6;
    public const int PACKET_VERSION = 10;
    public const int PACKET_RESERVE = 12;
    public const int PACKET_TX_RING = 13;
    public const int PACKET_LOSS = 14;
    public const int PACKET_IGNORE_OUTGOING = 23;
    public const int TPACKET_V2 = 1;
}
