using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>The port of every fourth era; counts frames of the era after it, which a barrier should have kept away.</summary>
internal sealed class StampPort(uint number, int era) : IPort
{
    public int Frames { get; private set; }

    public int Stale { get; private set; }

    public uint Number => number;

    public string Name => $"stamp{number}";

    public MacAddress HardwareAddress => new(0x02_00_00_00_00_00UL + number);

    public PortState State => PortState.Live;

    public PortFeatures CurrentFeatures => 0;

    public PortFeatures AdvertisedFeatures => 0;

    public PortFeatures SupportedFeatures => 0;

    public PortFeatures PeerFeatures => 0;

    public uint CurrentSpeedKbps => 0;

    public uint MaxSpeedKbps => 0;

    public bool Transmit(ReadOnlySpan<byte> frame)
    {
        Frames++;
        if ((BitConverter.ToInt32(frame[14..]) & 3) == ((era + 1) & 3))
        {
            Stale++;
        }

        return true;
    }

    public void Flush()
    {
        // nothing is kept back
    }

    public void ReadCounters(out PortCounters counters) => counters = default;
}
