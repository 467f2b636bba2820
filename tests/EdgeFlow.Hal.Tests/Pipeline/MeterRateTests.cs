using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Accuracy of meters: within 5 % over 10 s at every rate and however frames arrive (OpenFlow 1.3.5 §5.7). The clock is a fake.</summary>
public sealed class MeterRateTests
{
    private const int Kbps = 1, Pktps = 2, Burst = 4, Seconds = 10, FrameBytes = 1400;

    private readonly TestSwitch _switch = new();

    [Theory]
    [InlineData(Kbps, 1_000u, Arrival.Steady)]
    [InlineData(Kbps, 1_000u, Arrival.Random)]
    [InlineData(Kbps, 10_000u, Arrival.Bursts)]
    [InlineData(Kbps, 100_000u, Arrival.Steady)]
    [InlineData(Kbps, 100_000u, Arrival.Random)]
    [InlineData(Kbps, 1_000_000u, Arrival.Steady)]
    [InlineData(Kbps, 1_000_000u, Arrival.Random)]
    [InlineData(Kbps, 1_000_000u, Arrival.Bursts)]
    [InlineData(Pktps, 100u, Arrival.Steady)]
    [InlineData(Pktps, 100u, Arrival.Random)]
    [InlineData(Pktps, 1_000u, Arrival.Bursts)]
    [InlineData(Pktps, 10_000u, Arrival.Random)]
    [InlineData(Pktps, 100_000u, Arrival.Steady)]
    [InlineData(Pktps, 100_000u, Arrival.Random)]
    [InlineData(Pktps, 100_000u, Arrival.Bursts)]
    public void Drop_TwiceTheRateIn_TheRateOut(int unit, uint rate, Arrival arrival)
    {
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, unit, 1, Wire.DropBand(rate))));

        int offered = Offer(2 * FramesPerSecond(unit, rate), arrival);

        double expected = FramesPerSecond(unit, rate) * Seconds;
        MeterSnapshot meter = Assert.Single(_switch.Datapath.GetMeters(1));
        Assert.InRange(_switch.Ports[1].SentCount / expected, 0.95, 1.05);
        Assert.Equal(((ulong)offered, (ulong)offered * FrameBytes), (meter.Packets, meter.Bytes));
        Assert.Equal((ulong)(offered - _switch.Ports[1].SentCount), meter.BandCounters[0].Packets);
        Assert.Equal(meter.BandCounters[0].Packets * FrameBytes, meter.BandCounters[0].Bytes);
    }

    [Theory]
    [InlineData(Kbps, 1_000u, Arrival.Random)]
    [InlineData(Kbps, 1_000_000u, Arrival.Steady)]
    [InlineData(Pktps, 100u, Arrival.Steady)]
    [InlineData(Pktps, 100_000u, Arrival.Random)]
    public void JustBelowTheRate_NothingIsDropped(int unit, uint rate, Arrival arrival)
    {
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, unit, 1, Wire.DropBand(rate))));

        int offered = Offer(0.9 * FramesPerSecond(unit, rate), arrival);

        Assert.Equal(offered, _switch.Ports[1].SentCount);
    }

    [Theory]
    [InlineData(Kbps, 1_000u)]
    [InlineData(Kbps, 100_000u)]
    [InlineData(Pktps, 100u)]
    [InlineData(Pktps, 100_000u)]
    public void ThreeBands_EachFrameCountsOnTheHighestBandThatIsExceeded(int unit, uint rate)
    {
        // 4 times the rate comes in. Up to the rate: untouched; up to twice: first remark; up to three times: second remark; the rest is dropped.
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, unit, 1, Wire.RemarkBand(2 * rate, 2), Wire.DropBand(3 * rate), Wire.RemarkBand(rate, 1))));

        int offered = Offer(4 * FramesPerSecond(unit, rate), Arrival.Steady);

        MeterSnapshot meter = Assert.Single(_switch.Datapath.GetMeters(1));
        double each = FramesPerSecond(unit, rate) * Seconds;
        Assert.All(meter.BandCounters, band => Assert.InRange(band.Packets / each, 0.93, 1.05));
        Assert.InRange(_switch.Ports[1].SentCount / each, 2.95, 3.07);
        Assert.Equal((ulong)(offered - _switch.Ports[1].SentCount), meter.BandCounters[1].Packets);
    }

    [Theory]
    [InlineData(Pktps, 100u, 7u, 7)]
    [InlineData(Kbps, 1_000u, 56u, 5)] // 56,000 bits: five frames of 11,200
    [InlineData(Kbps, 1_000u, 57u, 6)] // what the last one takes beyond is made up for
    [InlineData(Kbps, 1_000u, 1u, 1)]
    public void Burst_AsConfigured_ThatMuchAtOnce(int unit, uint rate, uint burst, int frames)
    {
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, unit | Burst, 1, Wire.DropBand(rate, burst))));
        UseMeter();

        for (int i = 0; i < 50; i++)
        {
            _switch.Receive(new byte[FrameBytes]);
        }

        Assert.Equal(frames, _switch.Ports[1].SentCount);
    }

    [Theory]
    [InlineData(Kbps, 1_000u, 1u)]
    [InlineData(Kbps, 100_000u, 100u)]
    [InlineData(Pktps, 1_000u, 1u)]
    public void Burst_Small_RateIsKeptAllTheSame(int unit, uint rate, uint burst)
    {
        Assert.Null(_switch.MeterMod(Wire.MeterMod(0, unit | Burst, 1, Wire.DropBand(rate, burst))));

        Offer(3 * FramesPerSecond(unit, rate), Arrival.EvenlyByFrame);

        Assert.InRange(_switch.Ports[1].SentCount / (FramesPerSecond(unit, rate) * Seconds), 0.95, 1.05);
    }

    private static double FramesPerSecond(int unit, uint rate) => unit == Pktps ? rate : rate * 1000.0 / (FrameBytes * 8);

    private void UseMeter() => Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Meter(1), Wire.Apply(Wire.Output(2))])));

    /// <summary>Offers frames for ten seconds, in steps of a millisecond unless they come evenly.</summary>
    private int Offer(double framesPerSecond, Arrival arrival)
    {
        UseMeter();
        _switch.Ports[1].IsRecording = false;
        var random = new Random(4711);
        byte[] frame = new byte[FrameBytes];
        int offered = 0, steps = arrival == Arrival.EvenlyByFrame ? (int)(framesPerSecond * Seconds) : Seconds * 1000;
        double due = 0;
        for (int step = 0; step < steps; step++)
        {
            _switch.Time.Advance(TimeSpan.FromSeconds((double)Seconds / steps));
            due += framesPerSecond * Seconds / steps * (arrival == Arrival.Random ? 2 * random.NextDouble() : 1);
            if (arrival == Arrival.Bursts && step % 50 != 49)
            {
                continue;
            }

            _switch.Datapath.BeginBatch();
            for (; due >= 1; due--, offered++)
            {
                _switch.Datapath.Process(1, frame);
            }

            _switch.Datapath.EndBatch();
        }

        return offered;
    }

    public enum Arrival
    {
        Steady,
        Random,

        /// <summary>All of 50 ms at once.</summary>
        Bursts,

        EvenlyByFrame,
    }
}
