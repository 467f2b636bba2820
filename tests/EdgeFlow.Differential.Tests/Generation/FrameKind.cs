namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>What a frame carries behind its tags, and what a match asks for.</summary>
internal enum FrameKind
{
    Arp,
    Rarp,
    Ipv4Tcp,
    Ipv4Udp,
    Ipv4Sctp,
    Ipv4Icmp,
    Ipv4Fragment,
    Ipv4Other,
    Ipv6Tcp,
    Ipv6Udp,
    Ipv6Sctp,
    Icmpv6,
    NeighborSolicitation,
    NeighborAdvertisement,
    Ipv6Fragment,
    Mpls,
    Other,
}
