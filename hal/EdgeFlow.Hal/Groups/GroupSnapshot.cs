using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Groups;

/// <summary>A group at one moment: for group description and group statistics.</summary>
/// <param name="RawBuckets">The buckets as the controller sent them.</param>
/// <param name="ReferenceCount">How many actions of flow entries and buckets name the group.</param>
/// <param name="BucketCounters">Per bucket, in order.</param>
public sealed record GroupSnapshot(
    uint GroupId,
    GroupType Type,
    ReadOnlyMemory<byte> RawBuckets,
    uint ReferenceCount,
    ulong Packets,
    ulong Bytes,
    TimeSpan Age,
    IReadOnlyList<(ulong Packets, ulong Bytes)> BucketCounters);
