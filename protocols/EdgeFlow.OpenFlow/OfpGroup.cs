namespace EdgeFlow.OpenFlow;

/// <summary>OFPG_*: reserved group ids.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2.</remarks>
public static class OfpGroup
{
    public const uint Max = 0xffffff00;

    /// <summary>All groups; only to delete and in statistics requests.</summary>
    public const uint All = 0xfffffffc;

    /// <summary>Wildcard of flow-mods and flow statistics requests.</summary>
    public const uint Any = 0xffffffff;
}
