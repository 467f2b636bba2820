using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Holds;

/// <summary>A port that checks that frames carry 0, 1, 2 … and that no two threads are in it at a time.</summary>
internal sealed class OrderPort(uint number) : IPort
{
    private int _inside;

    public int Next { get; private set; }

    public int OutOfOrder { get; private set; }

    public uint Number => number;

    public string Name => "order";

    public MacAddress HardwareAddress => new(0x02_00_00_00_00_02UL);

    public PortState State => PortState.Live;

    public PortFeatures CurrentFeatures => 0;

    public PortFeatures AdvertisedFeatures => 0;

    public PortFeatures SupportedFeatures => 0;

    public PortFeatures PeerFeatures => 0;

    public uint CurrentSpeedKbps => 0;

    public uint MaxSpeedKbps => 0;

    public bool Transmit(ReadOnlySpan<byte> frame)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0 || BitConverter.ToInt32(frame[14..]) != Next)
        {
            OutOfOrder++;
        }

        Next++;
        Volatile.Write(ref _inside, 0);
        return true;
    }

    public void Flush()
    {
        // nothing is kept back
    }

    public void ReadCounters(out PortCounters counters) => counters = default;
}
