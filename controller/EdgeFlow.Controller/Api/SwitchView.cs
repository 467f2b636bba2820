namespace EdgeFlow.Controller.Api;

/// <summary>A switch as the API shows it.</summary>
public sealed record SwitchView(
    string DatapathId, string Name, bool IsConnected, string Remote, string Description, bool HasHold, IReadOnlyList<PortView> Ports);
