namespace EdgeFlow.Switch.Options;

/// <summary>Which data plane carries the frames.</summary>
public enum DataPlaneKind
{
    /// <summary>The fastest one that works here.</summary>
    Auto,

    /// <summary>Packet sockets with shared rings: any interface.</summary>
    AfPacket,

    /// <summary>Forwarding in the kernel by an XDP program.</summary>
    Xdp,
}
