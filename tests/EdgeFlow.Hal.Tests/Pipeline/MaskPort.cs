using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Sets its bit in a word that several ports share: which of them sent the frame in hand.</summary>
internal sealed class MaskPort(uint number, uint[] sentBy) : IPort
{
    public uint Number => number;

    public string Name => $"mask{number}";

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
        sentBy[0] |= 1u << (int)number;
        return true;
    }

    public void Flush()
    {
        // nothing is kept back
    }

    public void ReadCounters(out PortCounters counters) => counters = default;
}
