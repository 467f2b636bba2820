using EdgeFlow.Hal.Linux.Interop;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Linux.Links;

/// <summary>An interface's link modes in OpenFlow's terms (OpenFlow 1.3.5 §7.2.1).</summary>
internal readonly record struct LinkSettings(
    PortFeatures Current, PortFeatures Advertised, PortFeatures Supported, PortFeatures Peer, uint CurrentSpeedKbps, uint MaxSpeedKbps)
{
    private const uint UnknownSpeed = uint.MaxValue;

    // Bits of ETHTOOL_LINK_MODE and the OFPPF bit of each; 10 and 100 Mb/s and 1 Gb/s have the same order in both.
    private const uint SameBits = 0x3f;
    private const int AutonegBit = 6, TpBit = 7, FibreBit = 10, Full10GbBit = 12, PauseBit = 13, AsymPauseBit = 14;

    public static LinkSettings From(in EthtoolCmd command)
    {
        uint megabits = ((uint)command.speed_hi << 16) | command.speed;
        uint speed = megabits is UnknownSpeed or 0xffff ? 0 : (uint)Math.Min(uint.MaxValue, megabits * 1000UL);
        PortFeatures supported = Map(command.supported);
        PortFeatures current = OfSpeed(megabits, command.duplex != 0) | (command.port == 3 ? PortFeatures.Fiber : PortFeatures.Copper);
        return new LinkSettings(
            speed == 0 ? 0 : current, Map(command.advertising), supported, Map(command.lp_advertising), speed, Math.Max(speed, MaxSpeed(supported)));
    }

    private static PortFeatures Map(uint modes)
    {
        var features = (PortFeatures)(modes & SameBits);
        features |= (modes & (1u << Full10GbBit)) != 0 ? PortFeatures.Speed10GbFd : 0;
        features |= (modes & (1u << TpBit)) != 0 ? PortFeatures.Copper : 0;
        features |= (modes & (1u << FibreBit)) != 0 ? PortFeatures.Fiber : 0;
        features |= (modes & (1u << AutonegBit)) != 0 ? PortFeatures.Autoneg : 0;
        features |= (modes & (1u << PauseBit)) != 0 ? PortFeatures.Pause : 0;
        features |= (modes & (1u << AsymPauseBit)) != 0 ? PortFeatures.PauseAsym : 0;
        return features;
    }

    private static PortFeatures OfSpeed(uint megabits, bool isFullDuplex) => (megabits, isFullDuplex) switch
    {
        (10, false) => PortFeatures.Speed10MbHd,
        (10, true) => PortFeatures.Speed10MbFd,
        (100, false) => PortFeatures.Speed100MbHd,
        (100, true) => PortFeatures.Speed100MbFd,
        (1_000, false) => PortFeatures.Speed1GbHd,
        (1_000, true) => PortFeatures.Speed1GbFd,
        (10_000, _) => PortFeatures.Speed10GbFd,
        (40_000, _) => PortFeatures.Speed40GbFd,
        (100_000, _) => PortFeatures.Speed100GbFd,
        (1_000_000, _) => PortFeatures.Speed1TbFd,
        _ => PortFeatures.Other,
    };

    private static uint MaxSpeed(PortFeatures features) =>
        features.HasFlag(PortFeatures.Speed10GbFd) ? 10_000_000u
        : (features & (PortFeatures.Speed1GbFd | PortFeatures.Speed1GbHd)) != 0 ? 1_000_000u
        : (features & (PortFeatures.Speed100MbFd | PortFeatures.Speed100MbHd)) != 0 ? 100_000u
        : (features & (PortFeatures.Speed10MbFd | PortFeatures.Speed10MbHd)) != 0 ? 10_000u
        : 0;
}
