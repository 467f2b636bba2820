namespace EdgeFlow.Controller.Api;

/// <summary>Switches, links and hosts at one moment.</summary>
public sealed record TopologyView(IReadOnlyList<SwitchView> Switches, IReadOnlyList<LinkView> Links, IReadOnlyList<HostView> Hosts);
