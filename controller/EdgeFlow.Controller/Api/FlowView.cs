namespace EdgeFlow.Controller.Api;

/// <summary>A flow entry that a switch has, as the API shows it.</summary>
/// <param name="Installed">Mark of the controller's record of it; null if it is not the controller's.</param>
/// <param name="Valid">Mark of the controller's record of it; null if it is not the controller's.</param>
public sealed record FlowView(
    string DatapathId, byte Table, ushort Priority, string Cookie, ulong Packets, ulong Bytes, string Flow, bool? Installed, bool? Valid);
