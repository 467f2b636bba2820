namespace EdgeFlow.Hal.Pipeline;

/// <summary>Packet-ins that the rate limits kept back, by class of frame.</summary>
public readonly record struct PacketInSuppression(ulong Lldp, ulong Arp, ulong Other);
