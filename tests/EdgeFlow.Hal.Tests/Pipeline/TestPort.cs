using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>A port that keeps what it is given.</summary>
internal sealed class TestPort(uint number) : IPort
{
    public List<byte[]> Sent { get; } = [];

    /// <summary>When false, frames are counted and not kept, for tests of allocation.</summary>
    public bool IsRecording { get; set; } = true;

    public int SentCount { get; private set; }

    public int Flushes { get; private set; }

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

    public bool Transmit(ReadOnlySpan<byte> frame)
    {
        SentCount++;
        if (IsRecording)
        {
            Sent.Add(frame.ToArray());
        }

        return true;
    }

    public void Flush() => Flushes++;

    public void ReadCounters(out PortCounters counters) => counters = default;
}
