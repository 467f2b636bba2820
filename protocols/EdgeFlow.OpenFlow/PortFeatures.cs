namespace EdgeFlow.OpenFlow;

/// <summary>OFPPF_*: speed, medium and link features of a port.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.1.</remarks>
[Flags]
public enum PortFeatures : uint
{
    None = 0,
    Speed10MbHd = 1 << 0,
    Speed10MbFd = 1 << 1,
    Speed100MbHd = 1 << 2,
    Speed100MbFd = 1 << 3,
    Speed1GbHd = 1 << 4,
    Speed1GbFd = 1 << 5,
    Speed10GbFd = 1 << 6,
    Speed40GbFd = 1 << 7,
    Speed100GbFd = 1 << 8,
    Speed1TbFd = 1 << 9,
    Other = 1 << 10,
    Copper = 1 << 11,
    Fiber = 1 << 12,
    Autoneg = 1 << 13,
    Pause = 1 << 14,
    PauseAsym = 1 << 15,
}
