namespace EdgeFlow.Switch.Channel;

/// <summary>The versions of OpenFlow that the switch can speak.</summary>
internal static class Protocols
{
    private static readonly IProtocol[] s_all = [new Protocol13()];

    /// <summary>All of them, as bits by version number.</summary>
    public static uint All { get; } = s_all.Aggregate(0U, static (bits, protocol) => bits | 1U << protocol.Version);

    /// <exception cref="ArgumentOutOfRangeException">Not among <see cref="All"/>.</exception>
    public static IProtocol Of(byte version) =>
        Array.Find(s_all, protocol => protocol.Version == version)
            ?? throw new ArgumentOutOfRangeException(nameof(version), version, "not a version that this switch speaks");
}
