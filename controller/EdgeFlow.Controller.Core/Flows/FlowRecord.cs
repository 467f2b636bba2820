namespace EdgeFlow.Controller.Core.Flows;

/// <summary>A record of the controller's flow table (334): it stays when its entry is gone, for a VM that moves back.</summary>
/// <param name="Id">Flow id (441), also in the cookie.</param>
/// <param name="DatapathId">Target (442).</param>
/// <param name="RouteId">Route (443); 0 if none.</param>
/// <param name="Text">Match and actions (444, 445) in ovs-ofctl syntax.</param>
/// <param name="IsInstalled">The switch has confirmed it.</param>
/// <param name="IsValid">It is wanted.</param>
public sealed record FlowRecord(int Id, ulong DatapathId, int RouteId, string Text, bool IsInstalled, bool IsValid);
