using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Groups;

/// <summary>One group table entry (OpenFlow 1.3.5 §5.6). Flow entries keep a reference; a modify changes the group in place.</summary>
/// <remarks><b>Threads:</b> changed and counted only by the holder of the datapath's gate.</remarks>
internal sealed class Group(uint id, long created)
{
    public uint Id => id;

    public long Created => created;

    public GroupType Type { get; set; }

    public Bucket[] Buckets { get; set; } = [];

    /// <summary>Sum of the buckets' weights.</summary>
    public uint TotalWeight { get; set; }

    /// <summary>The buckets as they came, for an exact echo in the group description.</summary>
    public byte[] RawBuckets { get; set; } = [];

    public ulong Packets { get; set; }

    public ulong Bytes { get; set; }
}
