namespace EdgeFlow.OpenFlow;

/// <summary>OFPPS_*: physical state of a port.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.1.</remarks>
[Flags]
public enum PortState : uint
{
    None = 0,
    LinkDown = 1 << 0,
    Blocked = 1 << 1,
    Live = 1 << 2,
}
