namespace EdgeFlow.OpenFlow;

/// <summary>OFPPR_*: what happened to a port.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.3.</remarks>
public enum PortReason : byte
{
    Add = 0,
    Delete = 1,
    Modify = 2,
}
