using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>A port that is up, says nothing of itself and keeps nothing back; what it makes of a frame is its heirs'.</summary>
internal abstract class PlainPort(uint number) : IPort
{
    public uint Number => number;

    public string Name => $"p{number}";

    public MacAddress HardwareAddress => new(0x02_00_00_00_00_00UL + number);

    public PortState State { get; set; } = PortState.Live;

    public PortFeatures CurrentFeatures => 0;

    public PortFeatures AdvertisedFeatures => 0;

    public PortFeatures SupportedFeatures => 0;

    public PortFeatures PeerFeatures => 0;

    public uint CurrentSpeedKbps => 0;

    public uint MaxSpeedKbps => 0;

    public abstract bool Transmit(ReadOnlySpan<byte> frame);

    public virtual void Flush()
    {
        // nothing is kept back
    }

    public void ReadCounters(out PortCounters counters) => counters = default;
}
