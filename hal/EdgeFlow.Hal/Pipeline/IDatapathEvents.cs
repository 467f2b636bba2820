using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What a <see cref="Datapath"/> tells the agent on its own account.</summary>
/// <remarks>
/// <b>Threads:</b> called on the packet thread in a batch (packet-ins) or on the control thread that caused the event, in both cases
/// inside the datapath: an implementation must not block, must not call the datapath and must not throw; on the packet thread it should
/// not allocate either. It copies what it needs into a bounded queue.
/// </remarks>
public interface IDatapathEvents
{
    /// <summary>A frame for the controllers (OpenFlow 1.3.5 §7.4.1). The spans in it are valid during the call only.</summary>
    void OnPacketIn(in PacketInEvent packetIn);

    /// <summary>An entry with SEND_FLOW_REM left a table (§7.4.2); <see cref="FlowEntry"/>'s counters are final.</summary>
    /// <param name="duration">How long the entry was in the table.</param>
    void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration);

    /// <summary>A flow entry was added, modified or removed; only while <see cref="Datapath.IsWatched"/>.</summary>
    void OnFlowChanged(in FlowChange change);

    /// <summary>The room left in a flow table crossed a threshold (OpenFlow 1.4.1 §7.4.5).</summary>
    void OnTableStatus(TableReason reason, in TableDescription table);

    /// <summary>A port was added, removed or changed (§7.4.3).</summary>
    void OnPortStatus(PortReason reason, in PortSnapshot port);
}
