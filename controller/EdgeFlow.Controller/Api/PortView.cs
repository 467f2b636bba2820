namespace EdgeFlow.Controller.Api;

/// <summary>A port as the API shows it.</summary>
public sealed record PortView(uint Number, string Name, string HardwareAddress, bool IsUp, bool IsInterSwitch);
