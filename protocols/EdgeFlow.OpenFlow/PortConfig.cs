namespace EdgeFlow.OpenFlow;

/// <summary>OFPPC_*: administrative state of a port.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.1.</remarks>
[Flags]
public enum PortConfig : uint
{
    None = 0,
    PortDown = 1 << 0,
    NoRecv = 1 << 2,
    NoFwd = 1 << 5,
    NoPacketIn = 1 << 6,
}
