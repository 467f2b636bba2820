using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Linux.Links;

/// <summary>A network interface as the kernel described it over rtnetlink at one moment.</summary>
internal sealed record LinkInfo
{
    private const uint IFF_UP = 1, IFF_LOWER_UP = 0x10000;

    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>IFF_ bits.</summary>
    public required uint Flags { get; init; }

    /// <summary>Greatest payload of a frame in bytes.</summary>
    public int Mtu { get; init; }

    public MacAddress HardwareAddress { get; init; }

    /// <summary>Counters since the interface exists.</summary>
    public LinkErrors Errors { get; init; }

    /// <summary>Set up, and the medium is there.</summary>
    public bool IsRunning => (Flags & (IFF_UP | IFF_LOWER_UP)) == (IFF_UP | IFF_LOWER_UP);
}
