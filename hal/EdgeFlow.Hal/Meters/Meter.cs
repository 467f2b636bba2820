using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Meters;

/// <summary>One meter table entry (OpenFlow 1.3.5 §5.7): a token bucket per band.</summary>
/// <remarks>
/// The band that applies is the one of highest rate among those that the traffic exceeds. A frame beyond that rate takes no tokens of lower bands: it
/// is beyond them as well, and their tokens are for the frames within it; so each band gets the share of traffic between its rate and the next.
/// Rates count the frame's bytes from the destination address on, without FCS.
/// <b>Threads:</b> the holder of the datapath's gate.
/// </remarks>
internal sealed class Meter(uint id, long created)
{
    /// <summary>Burst of a band that configures none: 200 ms of its rate. Long enough for senders whose timers are coarse, and 2 % over 10 s.</summary>
    public const double DefaultBurstSeconds = 0.2;

    private MeterBand[] _byRate = [];

    public uint Id => id;

    public long Created => created;

    public MeterFlags Flags { get; set; }

    /// <summary>In the order of configuration.</summary>
    public MeterBand[] Bands
    {
        get;
        set
        {
            field = value;
            _byRate = [.. value.OrderByDescending(static band => band.Rate)];
        }
    }
    = [];

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
        foreach (MeterBand band in _byRate)
        {
            if (!band.IsWithin(tokens, now))
            {
                band.Packets++;
                band.Bytes += (ulong)frameLength;
                return band;
            }
        }

        return null;
    }
}
