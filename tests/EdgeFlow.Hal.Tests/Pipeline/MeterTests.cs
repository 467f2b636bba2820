using EdgeFlow.Hal.Meters;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Meters: OpenFlow 1.3.5 §5.7, §7.3.4.4. Rates within 5 % over 10 s.</summary>
public sealed class MeterTests
{
    private const int Kbps = 1, Pktps = 2, Burst = 4;

    private readonly TestSwitch _switch = new();

    [Theory]
    [InlineData(1_000u)]
    [InlineData(100_000u)]
    [InlineData(1_000_000u)]
    public void Drop_Kbps_TwiceTheRateIn_TheRateOut(uint kbps)
    {
        const int FrameBytes = 1400;
        Ok(Wire.MeterMod(0, Kbps, 1, Wire.DropBand(kbps)));
        UseMeter();
        double framesPerSecond = kbps * 1000.0 / (FrameBytes * 8);

        Offer(new byte[FrameBytes], 2 * framesPerSecond, seconds: 10);

        Assert.InRange(_switch.Ports[1].SentCount / 10.0, framesPerSecond * 0.95, framesPerSecond * 1.05);
    }

    [Theory]
    [InlineData(100u)]
    [InlineData(100_000u)]
    public void Drop_Pktps_TwiceTheRateIn_TheRateOut(uint rate)
    {
        Ok(Wire.MeterMod(0, Pktps, 1, Wire.DropBand(rate)));
        UseMeter();

        Offer(new byte[60], 2.0 * rate, seconds: 10);

        Assert.InRange(_switch.Ports[1].SentCount / 10.0, rate * 0.95, rate * 1.05);
    }

    [Fact]
    public void Drop_BelowTheRate_NothingLost()
    {
        Ok(Wire.MeterMod(0, Pktps, 1, Wire.DropBand(1000)));
        UseMeter();

        Offer(new byte[60], 950, seconds: 3);

        Assert.Equal(0ul, _switch.Datapath.GetDropCount(Hal.Pipeline.DropReason.Meter));
    }

    [Fact]
    public void DscpRemark_AboveTheRate_HigherDropPrecedence()
    {
        Ok(Wire.MeterMod(0, Pktps | Burst, 1, Wire.RemarkBand(1000, level: 1, burst: 1)));
        UseMeter();

        _switch.Receive(Frames.Ipv4Tcp(tos: 18 << 2));
        _switch.Receive(Frames.Ipv4Tcp(tos: 18 << 2));

        Assert.Equal([Frames.Ipv4Tcp(tos: 18 << 2), Frames.Ipv4Tcp(tos: 20 << 2)], _switch.Ports[1].Sent);
    }

    [Theory]
    [InlineData(18, 5, 22)] // AF21: never above AF23
    [InlineData(0, 1, 0)]   // best effort has no drop precedence
    [InlineData(46, 1, 46)] // EF neither
    public void DscpRemark_EdgesOfAssuredForwarding(byte dscp, byte level, byte expected)
    {
        Ok(Wire.MeterMod(0, Pktps | Burst, 1, Wire.RemarkBand(1, level, burst: 1)));
        UseMeter();

        _switch.Receive(Frames.Ipv4Tcp());
        _switch.Receive(Frames.Ipv4Tcp(tos: (byte)(dscp << 2)));

        Assert.Equal(Frames.Ipv4Tcp(tos: (byte)(expected << 2)), _switch.Ports[1].Sent[1]);
    }

    [Fact]
    public void TwoBands_TheHighestExceededApplies()
    {
        Ok(Wire.MeterMod(0, Pktps | Burst, 1, Wire.RemarkBand(1, 1, burst: 1), Wire.DropBand(2, burst: 2)));
        UseMeter();

        for (int i = 0; i < 4; i++)
        {
            _switch.Receive(Frames.Ipv4Tcp(tos: 18 << 2));
        }

        MeterSnapshot meter = Assert.Single(_switch.Datapath.GetMeters(1));
        Assert.Equal(2, _switch.Ports[1].SentCount);
        Assert.Equal(4ul, meter.Packets);
        Assert.Equal([1ul, 2ul], meter.BandCounters.Select(static b => b.Packets));
    }

    [Fact]
    public void GetMeters_EchoesExactly()
    {
        byte[] bands = [.. Wire.DropBand(1000, 0), .. Wire.RemarkBand(500, 2, 77)];
        Ok(Wire.MeterMod(0, Kbps, 3, bands));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Meter(3)])));

        MeterSnapshot meter = Assert.Single(_switch.Datapath.GetMeters());

        Assert.Equal(bands, meter.RawBands.ToArray());
        Assert.Equal((3u, MeterFlags.Kbps, 1u), (meter.MeterId, meter.Flags, meter.FlowCount));
    }

    [Fact]
    public void MeterMod_Refusals()
    {
        Ok(Wire.MeterMod(0, Kbps, 1, Wire.DropBand(1)));

        Refused(MeterModFailed.MeterExists, Wire.MeterMod(0, Kbps, 1, Wire.DropBand(1)));
        Refused(MeterModFailed.UnknownMeter, Wire.MeterMod(1, Kbps, 2, Wire.DropBand(1)));
        Refused(MeterModFailed.InvalidMeter, Wire.MeterMod(0, Kbps, 0, Wire.DropBand(1)));
        Refused(MeterModFailed.InvalidMeter, Wire.MeterMod(0, Kbps, 0xfffffffd, Wire.DropBand(1)));
        Refused(MeterModFailed.BadFlags, Wire.MeterMod(0, Kbps | Pktps, 2, Wire.DropBand(1)));
        Refused(MeterModFailed.BadFlags, Wire.MeterMod(0, 0x10, 2, Wire.DropBand(1)));
        Refused(MeterModFailed.BadRate, Wire.MeterMod(0, Kbps, 2, Wire.DropBand(0)));
        Refused(MeterModFailed.BadCommand, Wire.MeterMod(3, Kbps, 2, Wire.DropBand(1)));
        Refused(MeterModFailed.OutOfBands, Wire.MeterMod(0, Kbps, 2, [.. Enumerable.Repeat(Wire.DropBand(1), 17)]));
    }

    [Fact]
    public void Delete_FlowsThatUseItGoToo()
    {
        Ok(Wire.MeterMod(0, Kbps, 1, Wire.DropBand(1)));
        UseMeter();

        Ok(Wire.MeterMod(2, Kbps, 1));

        Assert.Empty(_switch.Datapath.GetFlows(new Hal.Pipeline.FlowFilter()));
        Assert.Empty(_switch.Datapath.GetMeters());
    }

    [Fact]
    public void ControllerMeter_LimitsPacketIns()
    {
        Ok(Wire.MeterMod(0, Pktps | Burst, 0xfffffffe, Wire.DropBand(1, burst: 2)));
        _switch.AddAll(Wire.Output(0xfffffffd));

        for (int i = 0; i < 5; i++)
        {
            _switch.Receive(Frames.Arp());
        }

        Assert.Equal(2, _switch.PacketIns.Count);
    }

    private void UseMeter() => Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Meter(1), Wire.Apply(Wire.Output(2))])));

    private void Offer(byte[] frame, double framesPerSecond, int seconds)
    {
        _switch.Ports[1].IsRecording = false;
        double due = 0;
        for (int millisecond = 0; millisecond < seconds * 1000; millisecond++)
        {
            _switch.Time.Advance(TimeSpan.FromMilliseconds(1));
            for (due += framesPerSecond / 1000; due >= 1; due--)
            {
                _switch.Receive(frame);
            }
        }
    }

    private void Ok(byte[] message) => Assert.Null(_switch.MeterMod(message));

    private void Refused(MeterModFailed code, byte[] message) => Assert.Equal(OfpError.From(code), _switch.MeterMod(message));
}
