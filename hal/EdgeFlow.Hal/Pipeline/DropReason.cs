namespace EdgeFlow.Hal.Pipeline;

/// <summary>Why the datapath itself let a frame go nowhere; what flow entries drop on purpose is not counted here.</summary>
public enum DropReason
{
    /// <summary>From a port that is not, or no longer, in the datapath.</summary>
    UnknownPort,

    /// <summary>Ingress port configured PORT_DOWN or NO_RECV.</summary>
    PortConfigured,

    /// <summary>Shorter than an Ethernet header or longer than <see cref="Datapath.MaxFrameBytes"/>.</summary>
    FrameLength,

    /// <summary>An IP fragment while the switch configuration says to drop fragments.</summary>
    Fragment,

    /// <summary>No entry matched, and the table has no table-miss entry (OpenFlow 1.3.5 §5.4).</summary>
    TableMiss,

    /// <summary>A meter band of type drop.</summary>
    Meter,

    /// <summary>A TTL was 0 or 1 when it was to be decremented.</summary>
    InvalidTtl,

    /// <summary>Output to a port that does not exist, is down, or may not forward.</summary>
    OutputPort,

    /// <summary>A fast-failover group without a live bucket, or a select group without weight.</summary>
    NoBucket,

    /// <summary>A copy that chained groups made beyond what one frame may cost.</summary>
    TooManyBuckets,

    /// <summary>A hold action naming a hold queue that is gone.</summary>
    UnknownHold,

    /// <summary>In standalone mode: to 01:80:c2:00:00:00 to 0f, which bridges do not forward.</summary>
    LinkLocalAddress,

    /// <summary>In standalone mode: to a station behind the ingress port.</summary>
    SameSegment,
}
