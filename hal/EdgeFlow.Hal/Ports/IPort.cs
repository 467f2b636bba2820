using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Ports;

/// <summary>One port of a switch: where a data plane hands frames in, and where the pipeline hands them out.</summary>
/// <remarks>
/// <b>Threads:</b> <see cref="Transmit"/> and <see cref="Flush"/> are called only by the holder of the datapath's
/// gate (see <c>Datapath</c>), hence by one thread at a time: the packet thread in a batch, or a control thread
/// that sends a packet-out or a paced release. They need no lock of their own. All other members may be called from
/// any thread at any time and must not block.
/// <b>Spec:</b> OpenFlow 1.3.5 §4.1, §7.2.1.
/// </remarks>
public interface IPort
{
    /// <summary>OpenFlow port number, 1..OFPP_MAX, or OFPP_LOCAL.</summary>
    uint Number { get; }

    /// <summary>Name of the device; at most 15 characters go on the wire.</summary>
    string Name { get; }

    MacAddress HardwareAddress { get; }

    /// <summary>LINK_DOWN, BLOCKED, LIVE as last seen; a volatile read. Fast-failover groups watch it per frame.</summary>
    PortState State { get; }

    PortFeatures CurrentFeatures { get; }

    PortFeatures AdvertisedFeatures { get; }

    PortFeatures SupportedFeatures { get; }

    PortFeatures PeerFeatures { get; }

    /// <summary>Present bit rate in kbit/s; 0 if unknown.</summary>
    uint CurrentSpeedKbps { get; }

    /// <summary>Greatest bit rate in kbit/s; 0 if unknown.</summary>
    uint MaxSpeedKbps { get; }

    /// <summary>Copies a frame out; it leaves at once or, at the latest, at the next <see cref="Flush"/>.</summary>
    /// <param name="frame">From the destination address on, without FCS. Valid only during the call.</param>
    /// <returns>False if it was dropped (ring full, link down, too long); the port counts it as a transmit drop.</returns>
    /// <remarks>Allocates nothing, throws nothing, does not wait.</remarks>
    bool Transmit(ReadOnlySpan<byte> frame);

    /// <summary>Sends what <see cref="Transmit"/> queued. Called once per batch for each port that was given frames.</summary>
    void Flush();

    /// <summary>Takes a copy of the counters.</summary>
    void ReadCounters(out PortCounters counters);
}
