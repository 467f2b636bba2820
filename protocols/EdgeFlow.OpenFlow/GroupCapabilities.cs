namespace EdgeFlow.OpenFlow;

/// <summary>OFPGFC_*: what groups of a switch can do.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9.</remarks>
[Flags]
public enum GroupCapabilities : uint
{
    None = 0,
    SelectWeight = 1 << 0,
    SelectLiveness = 1 << 1,
    Chaining = 1 << 2,
    ChainingChecks = 1 << 3,
}
