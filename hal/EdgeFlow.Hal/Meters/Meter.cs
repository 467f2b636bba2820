using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Meters;

/// <summary>One meter table entry (OpenFlow 1.3.5 §5.7): a token bucket per band.</summary>
/// <remarks>
/// The band that applies is the one of highest rate among those that the traffic exceeds; each band's bucket sees all traffic of the meter.
/// Rates count the frame's bytes from the destination address on, without FCS.
/// <b>Threads:</b> the holder of the datapath's gate.
/// </remarks>
internal sealed class Meter(uint id, long created)
{
    /// <summary>Burst of a band that configures none: 200 ms of its rate. Long enough for senders whose timers are coarse, and 2 % over 10 s.</summary>
    public const double DefaultBurstSeconds = 0.2;

    public uint Id => id;

    public long Created => created;

    public MeterFlags Flags { get; set; }

    public MeterBand[] Bands { get; set; } = [];

    /// <summary>The bands as they came, for an exact echo in the meter configuration.</summary>
    public byte[] RawBands { get; set; } = [];

    public ulong Packets { get; set; }

    public ulong Bytes { get; set; }

    /// <summary>Measures one frame.</summary>
    /// <returns>The band that applies, already counted; null: the frame is within all rates.</returns>
    public MeterBand? Measure(int frameLength, long now)
    {
        Packets++;
        Bytes += (ulong)frameLength;
        double tokens = (Flags & MeterFlags.Pktps) != 0 ? 1 : frameLength * 8;
        MeterBand? exceeded = null;
        foreach (MeterBand band in Bands)
        {
            if (!band.IsWithin(tokens, now) && (exceeded is null || band.Rate > exceeded.Rate))
            {
                exceeded = band;
            }
        }

        if (exceeded is not null)
        {
            exceeded.Packets++;
            exceeded.Bytes += (ulong)frameLength;
        }

        return exceeded;
    }
}
