namespace EdgeFlow.OpenFlow;

/// <summary>OFPTMPEF_*: what decides which flow entry is evicted.</summary>
/// <remarks>OpenFlow 1.4.1 §7.3.4.1.</remarks>
[Flags]
public enum EvictionFlags : uint
{
    None = 0,
    Other = 1 << 0,
    Importance = 1 << 1,
    Lifetime = 1 << 2,
}
