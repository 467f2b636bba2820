namespace EdgeFlow.OpenFlow;

/// <summary>OFPC_FRAG_*: what to do with IP fragments.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.2.</remarks>
[Flags]
public enum ConfigFlags : ushort
{
    FragNormal = 0,
    FragDrop = 1 << 0,
    FragReasm = 1 << 1,
    FragMask = 3,
}
