namespace EdgeFlow.Controller.Configuration;

/// <summary>One entry of <c>dps</c>.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="DatapathId">Its datapath id.</param>
/// <param name="Interfaces">What is said about its ports; ports that are not listed are up and ordinary.</param>
public sealed record DatapathConfig(string Name, ulong DatapathId, IReadOnlyList<InterfaceConfig> Interfaces);
