using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>What makes a flow entry of table 0 this one and no other (OpenFlow 1.3.5 §6.4).</summary>
public sealed record FlowKey(ushort Priority, Match Match);
