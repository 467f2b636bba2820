namespace EdgeFlow.Controller.OpenFlow;

/// <summary>A switch is not connected, or was lost before it confirmed.</summary>
public sealed class SwitchLostException(ulong datapathId, string reason)
    : Exception($"Switch {datapathId:x16} is not connected ({reason}); look at its log and at the management network.")
{
    public ulong DatapathId { get; } = datapathId;
}
