using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Monitors;

/// <summary>What one flow monitor wants to be told (ONF extension 187).</summary>
/// <param name="Id">The peer's number for it.</param>
/// <param name="HasMatchHeader">The form in which the peer writes matches, and is written to.</param>
internal sealed record FlowMonitor(uint Id, FlowMonitorFlags Flags, FlowFilter Filter, bool HasMatchHeader)
{
    public bool Wants(in FlowChange change)
    {
        FlowMonitorFlags kind = change.Event switch
        {
            FlowUpdateEvent.Added => FlowMonitorFlags.Add,
            FlowUpdateEvent.Deleted => FlowMonitorFlags.Delete,
            _ => FlowMonitorFlags.Modify,
        };
        return (Flags & kind) != 0 && Datapath.IsNamed(Filter, in change);
    }
}
