namespace EdgeFlow.OpenFlow.Model;

/// <summary>Which flow entries a flow or aggregate statistics request asks for; the default is all of them.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.2.</remarks>
public sealed record FlowStatsFilter
{
    /// <summary>Every flow entry of every table.</summary>
    public static FlowStatsFilter All { get; } = new();

    public byte TableId { get; init; } = OfpTable.All;
    public uint OutPort { get; init; } = OfpPort.Any;
    public uint OutGroup { get; init; } = OfpGroup.Any;
    public ulong Cookie { get; init; }

    /// <summary>Bits of the cookie that must be equal; 0 = any cookie.</summary>
    public ulong CookieMask { get; init; }

    /// <summary>Entries whose match is as specific as this or more.</summary>
    public Match Match { get; init; } = Match.Any;
}
