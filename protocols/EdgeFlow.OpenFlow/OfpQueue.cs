namespace EdgeFlow.OpenFlow;

/// <summary>OFPQ_*: reserved queue ids.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.2 and §7.3.5.8.</remarks>
public static class OfpQueue
{
    public const uint All = 0xffffffff;

    /// <summary>OFPQ_MIN_RATE_UNCFG and OFPQ_MAX_RATE_UNCFG: a rate that is not configured. Rates are in 1/1000.</summary>
    public const ushort RateUnconfigured = 0xffff;
}
