namespace EdgeFlow.OpenFlow;

/// <summary>OFPPC_*: administrative state of a port.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.1. The bits of 1.0 that 1.3 dropped have names too: a datapath keeps them, messages of 1.3 leave them out.</remarks>
[Flags]
public enum PortConfig : uint
{
    None = 0,
    PortDown = 1 << 0,

    /// <summary>OpenFlow 1.0 only: no spanning tree on this port.</summary>
    NoStp = 1 << 1,

    NoRecv = 1 << 2,

    /// <summary>OpenFlow 1.0 only: drop received 802.1D spanning tree frames.</summary>
    NoRecvStp = 1 << 3,

    /// <summary>OpenFlow 1.0 only: leave this port out of floods.</summary>
    NoFlood = 1 << 4,

    NoFwd = 1 << 5,
    NoPacketIn = 1 << 6,

    /// <summary>The bits of OpenFlow 1.3.</summary>
    All13 = PortDown | NoRecv | NoFwd | NoPacketIn,

    /// <summary>The bits of OpenFlow 1.0.</summary>
    All10 = All13 | NoStp | NoRecvStp | NoFlood,
}
