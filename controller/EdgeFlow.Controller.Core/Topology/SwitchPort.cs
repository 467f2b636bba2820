namespace EdgeFlow.Controller.Core.Topology;

/// <summary>A port of a switch where something is attached.</summary>
public readonly record struct SwitchPort(ulong DatapathId, uint Port)
{
    public override string ToString() => $"{DatapathId:x16}:{Port}";
}
