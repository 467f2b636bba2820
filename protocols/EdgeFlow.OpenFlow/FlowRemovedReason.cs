namespace EdgeFlow.OpenFlow;

/// <summary>OFPRR_*: why a flow entry was removed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.2.</remarks>
public enum FlowRemovedReason : byte
{
    IdleTimeout = 0,
    HardTimeout = 1,
    Delete = 2,
    GroupDelete = 3,

    /// <summary>Evicted for another entry; OpenFlow 1.4's number, told only to those who know the table extension.</summary>
    Eviction = 5,
}
