namespace EdgeFlow.Controller.Api;

/// <summary>A flow entry that a switch has, as the API shows it.</summary>
public sealed record FlowView(string DatapathId, byte Table, ushort Priority, string Cookie, ulong Packets, ulong Bytes, string Flow);
