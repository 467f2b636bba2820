namespace EdgeFlow.OpenFlow;

/// <summary>OFPP_*: reserved port numbers.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.1.</remarks>
public static class OfpPort
{
    /// <summary>Largest number of a physical or logical port.</summary>
    public const uint Max = 0xffffff00;

    /// <summary>The port that the frame came in on; the only way to send it back there.</summary>
    public const uint InPort = 0xfffffff8;

    /// <summary>Only in a packet-out: start at the first flow table.</summary>
    public const uint Table = 0xfffffff9;

    public const uint Normal = 0xfffffffa;
    public const uint Flood = 0xfffffffb;

    /// <summary>All ports but the one that the frame came in on.</summary>
    public const uint All = 0xfffffffc;

    public const uint Controller = 0xfffffffd;
    public const uint Local = 0xfffffffe;

    /// <summary>Wildcard in flow-mods and statistics requests; never a place to send to.</summary>
    public const uint Any = 0xffffffff;

    /// <summary>Bytes of one ofp_port.</summary>
    internal const int DescriptionLength = 64;
}
