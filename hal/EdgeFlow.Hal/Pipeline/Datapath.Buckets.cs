using EdgeFlow.Hal.Groups;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Groups on the packet path (OpenFlow 1.3.5 §5.6.1): which buckets a frame goes through. All of it runs inside the gate.</content>
public sealed partial class Datapath
{
    private void RunGroup(ref FrameContext context, Group group)
    {
        group.Packets++;
        group.Bytes += (ulong)context.Frame.Length;
        switch (group.Type)
        {
            case GroupType.All:
                foreach (Bucket bucket in group.Buckets)
                {
                    RunBucket(ref context, bucket);
                }

                return;
            case GroupType.Indirect when group.Buckets.Length != 0:
                RunBucket(ref context, group.Buckets[0]);
                return;
            case GroupType.Select:
                FrameEditor.RefreshKey(ref context);
                RunChosen(ref context, ChooseBucket(group, in context));
                return;
            case GroupType.FastFailover:
                RunChosen(ref context, FirstLiveBucket(group, depth: 0));
                return;
            default:
                return;
        }
    }

    private void RunChosen(ref FrameContext context, Bucket? bucket)
    {
        if (bucket is null)
        {
            CountDrop(DropReason.NoBucket);
            return;
        }

        RunBucket(ref context, bucket);
    }

    /// <summary>§5.6.1: a bucket works on a copy of its own. An action set within: output beside a group is left out.</summary>
    private void RunBucket(ref FrameContext context, Bucket bucket)
    {
        if (_bucketsLeft == 0)
        {
            CountDrop(DropReason.TooManyBuckets);
            return;
        }

        _bucketsLeft--;
        bucket.Packets++;
        bucket.Bytes += (ulong)context.Frame.Length;
        FrameContext copy = context.Borrow();
        LeaveEntry(ref copy);
        Execute(ref copy, bucket.Actions);
    }

    /// <summary>By weight and by the hash of the flow, so that a flow stays in order; dead buckets are passed over.</summary>
    private Bucket? ChooseBucket(Group group, in FrameContext context)
    {
        uint total = 0;
        foreach (Bucket bucket in group.Buckets)
        {
            if (IsLive(bucket, depth: 0))
            {
                total += bucket.Weight;
            }
        }

        if (total == 0)
        {
            return null;
        }

        uint point = (uint)(((ulong)FlowHash.Compute(in context) * total) >> 32);
        foreach (Bucket bucket in group.Buckets)
        {
            if (!IsLive(bucket, depth: 0))
            {
                continue;
            }

            if (point < bucket.Weight)
            {
                return bucket;
            }

            point -= bucket.Weight;
        }

        return null;
    }

    private Bucket? FirstLiveBucket(Group group, int depth)
    {
        foreach (Bucket bucket in group.Buckets)
        {
            if (IsLive(bucket, depth))
            {
                return bucket;
            }
        }

        return null;
    }

    /// <summary>§6.5: alive while its watch port is up or its watch group has a live bucket; a bucket that watches nothing is alive, except in a fast-failover
    /// group, where the group-mod is refused.</summary>
    private bool IsLive(Bucket bucket, int depth)
    {
        bool watchesPort = bucket.WatchPort != OfpPort.Any;
        bool watchesGroup = bucket.WatchGroup != OfpGroup.Any;
        if (!watchesPort && !watchesGroup)
        {
            return true;
        }

        if (watchesPort && _ports.Find(bucket.WatchPort) is { IsLive: true })
        {
            return true;
        }

        return watchesGroup && depth < MaxGroupDepth && _groups.TryGetValue(bucket.WatchGroup, out Group? watched)
            && FirstLiveBucket(watched, depth + 1) is not null;
    }
}
