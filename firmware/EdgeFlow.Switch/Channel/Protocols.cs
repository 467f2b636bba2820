using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Channel;

/// <summary>The versions of OpenFlow that the switch can speak.</summary>
internal static class Protocols
{
    private static readonly IProtocol[] s_all = [new V10.Protocol10(), new Protocol13()];

    /// <summary>All of them, as bits by version number.</summary>
    public static uint All { get; } = s_all.Aggregate(0U, static (bits, protocol) => bits | 1U << protocol.Version);

    /// <summary>Those that a switch is to offer.</summary>
    public static uint Offered(SwitchOptions options) => options.Versions == 0 ? All : options.Versions & All;

    /// <exception cref="ArgumentOutOfRangeException">Not among <see cref="All"/>.</exception>
    public static IProtocol Of(byte version) =>
        Array.Find(s_all, protocol => protocol.Version == version)
            ?? throw new ArgumentOutOfRangeException(nameof(version), version, "not a version that this switch speaks");
}
