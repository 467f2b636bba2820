namespace EdgeFlow.Controller.Configuration;

/// <summary>One entry of <c>interfaces</c>.</summary>
/// <param name="Port">Port number.</param>
/// <param name="Description">Free text.</param>
/// <param name="External">Name of the external network behind it, or null.</param>
/// <param name="IsServerPort">Whether VMs may announce themselves there without a migration that expects them.</param>
public sealed record InterfaceConfig(uint Port, string Description, string? External, bool IsServerPort);
