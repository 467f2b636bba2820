namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPFF_*: flags of a flow entry.</summary>
/// <remarks>OpenFlow 1.0.1 §5.3.3.</remarks>
[Flags]
public enum FlowModFlags10 : ushort
{
    None = 0,
    SendFlowRem = 1 << 0,
    CheckOverlap = 1 << 1,

    /// <summary>For the emergency flow cache, which a switch may lack and later versions do not know.</summary>
    Emerg = 1 << 2,
}
