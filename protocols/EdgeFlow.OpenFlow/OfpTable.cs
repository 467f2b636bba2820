namespace EdgeFlow.OpenFlow;

/// <summary>OFPTT_*: reserved table ids.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.3.</remarks>
public static class OfpTable
{
    public const byte Max = 0xfe;

    /// <summary>Every table; only to delete, in statistics requests and in table-mods.</summary>
    public const byte All = 0xff;
}
