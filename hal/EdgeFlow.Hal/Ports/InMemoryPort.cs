using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Ports;

/// <summary>A port on one end of an <see cref="InMemoryLink"/>.</summary>
public sealed class InMemoryPort(uint number, InMemoryLinkEnd end, MacAddress hardwareAddress) : IPort
{
    public uint Number => number;

    public string Name => end.Device;

    public MacAddress HardwareAddress => hardwareAddress;

    public PortState State => end.IsUp ? PortState.Live : PortState.LinkDown;

    public PortFeatures CurrentFeatures => PortFeatures.Speed10GbFd | PortFeatures.Copper;

    public PortFeatures AdvertisedFeatures => 0;

    public PortFeatures SupportedFeatures => 0;

    public PortFeatures PeerFeatures => 0;

    public uint CurrentSpeedKbps => 10_000_000;

    public uint MaxSpeedKbps => 10_000_000;

    internal InMemoryLinkEnd End => end;

    public bool Transmit(ReadOnlySpan<byte> frame) => end.Send(frame);

    public void Flush()
    {
        // Frames leave in Transmit.
    }

    public void ReadCounters(out PortCounters counters) => end.ReadCounters(out counters);
}
