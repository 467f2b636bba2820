namespace EdgeFlow.OpenFlow;

/// <summary>OFPIEH_*: the bits of the pseudo-field IPV6_EXTHDR.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.2.7.</remarks>
[Flags]
public enum Ipv6ExtensionHeaders : ushort
{
    None = 0,
    NoNext = 1 << 0,
    Esp = 1 << 1,
    Auth = 1 << 2,
    Dest = 1 << 3,
    Frag = 1 << 4,
    Router = 1 << 5,
    Hop = 1 << 6,
    Unrep = 1 << 7,
    Unseq = 1 << 8,
}
