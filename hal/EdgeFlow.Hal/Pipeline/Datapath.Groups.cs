using EdgeFlow.Hal.Groups;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>The group table (OpenFlow 1.3.5 §5.6, §7.3.4.2).</content>
public sealed partial class Datapath
{
    /// <summary>Adds, modifies or deletes groups.</summary>
    /// <returns>GROUP_MOD_FAILED with the code of §7.4.4.6, or BAD_ACTION for a bucket's actions.</returns>
    public OfpError? GroupMod(in GroupModReader message)
    {
        lock (_control)
        {
            return message.Command switch
            {
                GroupModCommand.Add => AddGroup(in message),
                GroupModCommand.Modify => ModifyGroup(in message),
                GroupModCommand.Delete => DeleteGroups(message.GroupId),
                _ => OfpError.From(GroupModFailed.BadCommand),
            };
        }
    }

    /// <summary>Groups with their counters: one, or all for OFPG_ALL; sorted by id. Empty if there is none of that id.</summary>
    public IReadOnlyList<GroupSnapshot> GetGroups(uint groupId = OfpGroup.All)
    {
        lock (_control)
        {
            Dictionary<uint, uint> references = CountGroupReferences();
            EnterGate();
            var groups = new List<GroupSnapshot>();
            foreach (Group group in _groups.Values)
            {
                if (groupId == OfpGroup.All || groupId == group.Id)
                {
                    groups.Add(new GroupSnapshot(
                        group.Id, group.Type, group.RawBuckets, references.GetValueOrDefault(group.Id), group.Packets, group.Bytes,
                        Since(group.Created), Array.ConvertAll(group.Buckets, static bucket => (bucket.Packets, bucket.Bytes))));
                }
            }

            ExitGate();
            groups.Sort(static (a, b) => a.GroupId.CompareTo(b.GroupId));
            return groups;
        }
    }

    private OfpError? AddGroup(in GroupModReader message)
    {
        if (message.GroupId > OfpGroup.Max)
        {
            return OfpError.From(GroupModFailed.InvalidGroup);
        }

        if (_groups.ContainsKey(message.GroupId))
        {
            return OfpError.From(GroupModFailed.GroupExists);
        }

        if (_groups.Count >= _options.MaxGroups)
        {
            return OfpError.From(GroupModFailed.OutOfGroups);
        }

        if (CompileBuckets(in message, out Bucket[] buckets) is { } refused)
        {
            return refused;
        }

        var group = new Group(message.GroupId, _time.GetTimestamp())
        {
            Type = message.GroupType,
            Buckets = buckets,
            RawBuckets = message.Buckets.Bytes.ToArray(),
        };
        if (_changes is { } changes)
        {
            UndoGroupAdd(changes, group.Id);
        }

        EnterGate();
        _groups.Add(group.Id, group);
        ExitGate();
        return null;
    }

    private OfpError? ModifyGroup(in GroupModReader message)
    {
        if (message.GroupId > OfpGroup.Max)
        {
            return OfpError.From(GroupModFailed.InvalidGroup);
        }

        if (!_groups.TryGetValue(message.GroupId, out Group? group))
        {
            return OfpError.From(GroupModFailed.UnknownGroup);
        }

        if (CompileBuckets(in message, out Bucket[] buckets) is { } refused)
        {
            return refused;
        }

        if (DepthOf(buckets, group.Id, []) == int.MaxValue)
        {
            return OfpError.From(GroupModFailed.Loop);
        }

        // A group that names this one may now nest too deep.
        var known = new Dictionary<uint, int> { [group.Id] = DepthOf(buckets, null, []) };
        foreach (Group other in _groups.Values)
        {
            if (other.Id != group.Id && DepthOf(other.Buckets, null, known) > MaxGroupDepth)
            {
                return OfpError.From(GroupModFailed.ChainingUnsupported);
            }
        }

        if (_changes is { } changes)
        {
            UndoGroupModify(changes, group);
        }

        EnterGate();
        group.Type = message.GroupType;
        group.Buckets = buckets;
        group.RawBuckets = message.Buckets.Bytes.ToArray();
        ExitGate();
        return null;
    }

    /// <summary>Deleting what is not there is no error; flow entries that use the group go with it (§6.5).</summary>
    private OfpError? DeleteGroups(uint groupId)
    {
        if (groupId == OfpGroup.All)
        {
            RemoveFlowsUsingGroup(null);
            if (_changes is { } all)
            {
                UndoGroupDelete(all, groupId);
            }

            EnterGate();
            _groups.Clear();
            ExitGate();
            return null;
        }

        if (groupId > OfpGroup.Max)
        {
            return OfpError.From(GroupModFailed.InvalidGroup);
        }

        if (!_groups.ContainsKey(groupId))
        {
            return null;
        }

        foreach (Group other in _groups.Values)
        {
            foreach (Bucket bucket in other.Buckets)
            {
                if (other.Id != groupId && Names(bucket.Actions, groupId))
                {
                    return OfpError.From(GroupModFailed.ChainedGroup);
                }
            }
        }

        RemoveFlowsUsingGroup(groupId);
        if (_changes is { } changes)
        {
            UndoGroupDelete(changes, groupId);
        }

        EnterGate();
        _groups.Remove(groupId);
        ExitGate();
        return null;
    }

    private OfpError? CompileBuckets(in GroupModReader message, out Bucket[] buckets)
    {
        buckets = [];
        GroupType type = message.GroupType;
        if (type > GroupType.FastFailover)
        {
            return OfpError.From(GroupModFailed.BadType);
        }

        var list = new List<Bucket>();
        uint weights = 0;
        foreach (BucketTlv bucket in message.Buckets)
        {
            bool isWatching = bucket.WatchPort != OfpPort.Any || bucket.WatchGroup != OfpGroup.Any;
            bool isBlank = type == GroupType.Select && bucket.WatchPort == 0 && bucket.WatchGroup == 0;
            if (CheckBucket(in bucket, type, isWatching) is { } unfit)
            {
                return unfit;
            }

            if (_compiler.Compile(bucket.Actions, HeaderFacts.Anything, ActionUse.Bucket, out ActionOp[] actions) is { } refused)
            {
                return refused;
            }

            list.Add(new Bucket
            {
                Weight = bucket.Weight,
                WatchPort = isBlank ? OfpPort.Any : bucket.WatchPort,
                WatchGroup = isBlank ? OfpGroup.Any : bucket.WatchGroup,
                Actions = actions,
            });
            weights += bucket.Weight;
        }

        // §5.6.1: shares are by weight, so one of the buckets must have some.
        if ((type == GroupType.Indirect && list.Count != 1) || (type == GroupType.Select && list.Count != 0 && weights == 0))
        {
            return OfpError.From(GroupModFailed.InvalidGroup);
        }

        buckets = [.. list];
        int depth = DepthOf(buckets, null, []);
        return depth > MaxGroupDepth ? OfpError.From(GroupModFailed.ChainingUnsupported) : null;
    }

    private static OfpError? CheckBucket(in BucketTlv bucket, GroupType type, bool isWatching)
    {
        if (type is GroupType.All or GroupType.Indirect && isWatching)
        {
            // 0 is what some controllers leave in a field that has no meaning here.
            if (bucket.WatchPort is not (0 or OfpPort.Any) || bucket.WatchGroup is not (0 or OfpGroup.Any))
            {
                return OfpError.From(GroupModFailed.WatchUnsupported);
            }
        }

        if (type == GroupType.FastFailover)
        {
            if (!isWatching)
            {
                return OfpError.From(GroupModFailed.InvalidGroup);
            }

            if (bucket.WatchPort is 0 or (> OfpPort.Max and not OfpPort.Local and not OfpPort.Any)
                || bucket.WatchGroup is > OfpGroup.Max and not OfpGroup.Any)
            {
                return OfpError.From(GroupModFailed.BadWatch);
            }
        }

        return type != GroupType.Select && bucket.Weight != 0 ? OfpError.From(GroupModFailed.InvalidGroup) : null;
    }

    private static bool Names(ActionOp[] actions, uint groupId) =>
        Array.Exists(actions, action => action.Code == OpCode.Group && action.Number == groupId);

    /// <summary>Groups on the longest chain from these buckets on, this one included; <see cref="int.MaxValue"/> if a chain leads to a given group.</summary>
    /// <param name="forbiddenId">The group that must not be reached: the one that these buckets are for.</param>
    private static int DepthOf(Bucket[] buckets, uint? forbiddenId, Dictionary<uint, int> known)
    {
        int deepest = 0;
        foreach (Bucket bucket in buckets)
        {
            foreach (ref readonly ActionOp action in bucket.Actions.AsSpan())
            {
                if (action.Code != OpCode.Group)
                {
                    continue;
                }

                if (action.Number == forbiddenId)
                {
                    return int.MaxValue;
                }

                if (!known.TryGetValue(action.Number, out int depth))
                {
                    depth = DepthOf(action.Group!.Buckets, forbiddenId, known); // the compiler resolved it; the groups there are have no loops
                    known.Add(action.Number, depth);
                }

                deepest = Math.Max(deepest, depth);
            }
        }

        return deepest == int.MaxValue ? deepest : deepest + 1;
    }

    private Dictionary<uint, uint> CountGroupReferences()
    {
        var references = new Dictionary<uint, uint>();
        foreach (Group group in _groups.Values)
        {
            foreach (Bucket bucket in group.Buckets)
            {
                CountReferences(bucket.Actions, references);
            }
        }

        foreach (FlowProgram program in AllPrograms())
        {
            CountReferences(program.Apply, references);
            CountReferences(program.Write, references);
        }

        return references;
    }

    private static void CountReferences(ActionOp[] actions, Dictionary<uint, uint> references)
    {
        foreach (ActionOp action in actions)
        {
            if (action.Code == OpCode.Group)
            {
                references[action.Number] = references.GetValueOrDefault(action.Number) + 1;
            }
        }
    }
}
