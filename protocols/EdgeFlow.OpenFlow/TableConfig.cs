namespace EdgeFlow.OpenFlow;

/// <summary>OFPTC_*: configuration of a flow table; 3 is deprecated and ignored.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.3.</remarks>
[Flags]
public enum TableConfig : uint
{
    None = 0,
    DeprecatedMask = 3,
}
