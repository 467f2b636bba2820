using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>A port that takes every frame and reads it to its end.</summary>
internal sealed class CountingPort(uint number) : IPort
{
    private ushort _sum;

    public uint Number => number;

    public string Name => $"p{number}";

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
        _sum ^= InternetChecksum.Compute(frame);
        return true;
    }

    public void Flush()
    {
    }

    public void ReadCounters(out PortCounters counters) => counters = new PortCounters { TxBytes = _sum };
}
