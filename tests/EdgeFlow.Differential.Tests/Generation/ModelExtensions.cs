using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Lists of actions within instructions and buckets.</summary>
internal static class ModelExtensions
{
    /// <summary>Of apply- and write-actions; else empty.</summary>
    internal static ImmutableArray<OfAction> ActionsOf(this Instruction instruction) => instruction switch
    {
        ApplyActions apply => apply.Actions,
        WriteActions write => write.Actions,
        _ => [],
    };

    /// <summary>Other actions for apply- and write-actions; other instructions stay.</summary>
    internal static Instruction WithActions(this Instruction instruction, ImmutableArray<OfAction> actions) => instruction switch
    {
        ApplyActions => new ApplyActions(actions),
        WriteActions => new WriteActions(actions),
        _ => instruction,
    };

    internal static Bucket WithActions(this Bucket bucket, ImmutableArray<OfAction> actions) =>
        new(actions) { Weight = bucket.Weight, WatchPort = bucket.WatchPort, WatchGroup = bucket.WatchGroup };
}
