using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Which flow entries a statistics request asks for (OpenFlow 1.3.5 §7.3.5.2).</summary>
public readonly struct FlowFilter
{
    public FlowFilter()
    {
    }

    /// <summary>0xff: all tables.</summary>
    public byte TableId { get; init; } = OfpTable.All;

    /// <summary>OFPP_ANY: whatever they output to.</summary>
    public uint OutPort { get; init; } = OfpPort.Any;

    /// <summary>OFPG_ANY: whatever groups they use.</summary>
    public uint OutGroup { get; init; } = OfpGroup.Any;

    public ulong Cookie { get; init; }

    /// <summary>0: any cookie.</summary>
    public ulong CookieMask { get; init; }

    /// <summary>Entries as specific as this or more; the default is all.</summary>
    public FlowMatch Match { get; init; }
}
