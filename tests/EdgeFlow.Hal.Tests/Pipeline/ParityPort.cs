using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Counts the frames whose last byte (of 60) is odd, and the others.</summary>
internal sealed class ParityPort(uint number) : IPort
{
    public int Even { get; private set; }

    public int Odd { get; private set; }

    public uint Number => number;

    public string Name => $"parity{number}";

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
        if ((frame[59] & 1) == 0)
        {
            Even++;
        }
        else
        {
            Odd++;
        }

        return true;
    }

    public void Flush()
    {
        // nothing is kept back
    }

    public void ReadCounters(out PortCounters counters) => counters = default;
}
