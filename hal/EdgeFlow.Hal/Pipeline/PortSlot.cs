using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>A port in the datapath: the device, its configuration and what the datapath dropped for it. Owner: the gate's holder.</summary>
internal sealed class PortSlot(IPort port, long added)
{
    public IPort Port => port;

    public long Added => added;

    /// <summary>The port's queues; null: it has none, and frames go straight to the device.</summary>
    public PortShaper? Shaper { get; init; }

    public PortConfig Config { get; set; }

    /// <summary>Frames not handed to the device because of NO_FWD or PORT_DOWN.</summary>
    public ulong TxRefused { get; set; }

    /// <summary>Frames not handled because of NO_RECV or PORT_DOWN.</summary>
    public ulong RxRefused { get; set; }

    /// <summary>Whether <see cref="IPort.Flush"/> is due.</summary>
    public bool IsDirty { get; set; }

    public PortState State => (Config & PortConfig.PortDown) != 0
        ? (port.State & ~PortState.Live) | PortState.LinkDown
        : port.State;

    /// <summary>Alive for fast failover (OpenFlow 1.3.5 §6.5): the link is up and the port is not configured down.</summary>
    public bool IsLive => (Config & PortConfig.PortDown) == 0 && (port.State & PortState.LinkDown) == 0;
}
