using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Meters;

/// <summary>One band of a meter (OpenFlow 1.3.5 §5.7.1, §7.3.4.4).</summary>
internal sealed class MeterBand(MeterBandType type, uint rate, byte precedenceLevel, TokenBucket bucket)
{
    private TokenBucket _bucket = bucket;

    public MeterBandType Type => type;

    /// <summary>As configured: kbit/s or packets/s.</summary>
    public uint Rate => rate;

    /// <summary>By how much DSCP_REMARK raises the drop precedence.</summary>
    public byte PrecedenceLevel => precedenceLevel;

    public ulong Packets { get; set; }

    public ulong Bytes { get; set; }

    /// <summary>Whether the frame is within the band's rate: any tokens that are left will do, and what it takes beyond is made up for. So the rate
    /// is exact for frames of any length and bursts of any size; a burst exceeds its size by less than a frame.</summary>
    public bool IsWithin(double tokens, long now)
    {
        if (!_bucket.HasAny(now))
        {
            return false;
        }

        _bucket.Owe(tokens);
        return true;
    }
}
