namespace EdgeFlow.OpenFlow;

/// <summary>What happened to a flow entry (ONF extension 187).</summary>
public enum FlowUpdateEvent : ushort
{
    Added = 0,
    Deleted = 1,
    Modified = 2,
    /// <summary>The connection changed it itself; only the xid is told.</summary>
    Abbreviated = 3,
}
