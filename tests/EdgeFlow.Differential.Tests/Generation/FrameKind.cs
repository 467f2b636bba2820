namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>What a frame carries behind its tags, and what a match asks for.</summary>
internal enum FrameKind
{
    Arp,
    Ipv4Tcp,
    Ipv4Udp,
    Ipv4Icmp,
    Ipv4Other,
    Ipv6Tcp,
    Ipv6Udp,
    Icmpv6,
    NeighborSolicitation,
    NeighborAdvertisement,
    Mpls,
    Other,
}
