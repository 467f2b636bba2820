namespace EdgeFlow.Hal.Keys;

/// <summary>The network header that a frame layout found.</summary>
public enum L3Kind : byte
{
    None,
    Ipv4,
    Ipv6,

    /// <summary>ARP or RARP for IPv4 over Ethernet.</summary>
    Arp,
}
