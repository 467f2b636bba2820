namespace EdgeFlow.Hal.Pipeline;

/// <summary>Where a list of actions stands, which decides what may be in it and in which order it runs.</summary>
internal enum ActionUse
{
    /// <summary>Apply-actions: in the order given.</summary>
    Apply,

    /// <summary>Write-actions: into the action set.</summary>
    Write,

    /// <summary>A group's bucket: an action set of its own.</summary>
    Bucket,

    /// <summary>A packet-out: in the order given; may send to the tables.</summary>
    PacketOut,
}
