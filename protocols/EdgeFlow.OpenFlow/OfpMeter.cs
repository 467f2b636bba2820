namespace EdgeFlow.OpenFlow;

/// <summary>OFPM_*: reserved meter ids; usable ones start at 1.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4.</remarks>
public static class OfpMeter
{
    public const uint Max = 0xffff0000;
    public const uint Slowpath = 0xfffffffd;
    public const uint Controller = 0xfffffffe;
    public const uint All = 0xffffffff;
}
