namespace EdgeFlow.OpenFlow;

/// <summary>OFPMF_*: unit of the rates and what is kept.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4.</remarks>
[Flags]
public enum MeterFlags : ushort
{
    None = 0,
    Kbps = 1 << 0,
    Pktps = 1 << 1,
    Burst = 1 << 2,
    Stats = 1 << 3,
}
