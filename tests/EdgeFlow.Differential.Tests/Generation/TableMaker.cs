using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Random groups and flow entries over several tables, weighted to what frames of <see cref="FrameMaker"/> meet.</summary>
internal sealed class TableMaker(Random random)
{
    internal const int Tables = 4, Groups = 6;

    private const uint Indirect = 1, All = 2, Select = 3, Chain = 4, FastFailover = 5, WideSelect = 6, MissingPort = 99;

    internal RandomTable Make()
    {
        ImmutableArray<GroupMod> groups =
        [
            Group(Indirect, GroupType.Indirect, Bucket()),
            Group(All, GroupType.All, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Bucket())]),
            Group(Select, GroupType.Select, Bucket() with { Weight = 1 }),
            Group(Chain, GroupType.All, new Bucket(new GroupAction(Indirect)), new Bucket(new GroupAction(Select)), Bucket()),
            Group(FastFailover, GroupType.FastFailover,
                [.. Enumerable.Range(0, 3).Select(_ => Bucket() with { WatchPort = random.Next(2) == 0 ? MissingPort : (uint)random.Next(1, 4) })]),
            Group(WideSelect, GroupType.Select, WideBuckets()),
        ];
        var flows = new List<FlowMod>();
        for (int table = 0; table < Tables; table++)
        {
            // Each priority once in a table: which of two that match wins is left open (§5.3).
            int count = table == 0 ? random.Next(5, 10) : random.Next(2, 7);
            for (int priority = 1; priority <= count; priority++)
            {
                flows.Add(Flow(table, (ushort)(priority * 10), random.Next(4) == 0 ? null : Kind()));
            }

            if (random.Next(40) != 0)
            {
                flows.Add(new FlowMod { TableId = (byte)table, Priority = 0, Cookie = (ulong)table << 32, Instructions = Instructions(table, null, isTagged: null) });
            }
        }

        return new RandomTable(groups, [.. flows]);
    }

    internal FrameKind Kind() => (FrameKind)random.Next((int)FrameKind.Other + 1);

    private FlowMod Flow(int table, ushort priority, FrameKind? kind)
    {
        Match match = Match.Any;
        bool? isTagged = null;
        if (random.Next(3) == 0)
        {
            match = match.WithInPort((uint)random.Next(1, 4));
        }

        foreach (OxmField field in new[] { OxmField.EthDst, OxmField.EthSrc })
        {
            match = random.Next(5) == 0 ? match.With(FieldPool.MatchValue(random, field)) : match;
        }

        if (table > 0 && random.Next(4) == 0)
        {
            match = match.With(FieldPool.MatchValue(random, OxmField.Metadata));
        }

        if (random.Next(16) == 0)
        {
            match = match.With(FieldPool.MatchValue(random, OxmField.TunnelId));
        }

        switch (random.Next(10))
        {
            case 0 or 3:
                match = match.WithoutVlan();
                isTagged = false;
                break;
            case 1:
                match = match.With(OxmField.VlanVid, OfpConstants.VlanPresent, OfpConstants.VlanPresent);
                isTagged = true;
                break;
            case 2:
                match = match.With(FieldPool.MatchValue(random, OxmField.VlanVid));
                isTagged = match.Find(OxmField.VlanVid) is { HasMask: false } ? true : null;
                match = isTagged == true && random.Next(2) == 0 ? match.With(FieldPool.MatchValue(random, OxmField.VlanPcp)) : match;
                break;
            default:
                break;
        }

        if (kind is { } known)
        {
            match = match.WithEthType(FieldPool.EtherType(known));
            match = FieldPool.Protocol(known) is >= 0 and int protocol ? match.WithIpProto((byte)protocol) : match;
            match = known switch
            {
                FrameKind.NeighborSolicitation => match.With(OxmField.Icmpv6Type, 135),
                FrameKind.NeighborAdvertisement => match.With(OxmField.Icmpv6Type, 136),
                _ => match,
            };
            foreach (OxmField field in FieldPool.FieldsOf(known))
            {
                match = random.Next(5) == 0 ? match.With(FieldPool.MatchValue(random, field)) : match;
            }
        }

        ulong cookie = (ulong)table << 32 | priority;
        return new FlowMod { TableId = (byte)table, Priority = priority, Cookie = cookie, Match = match, Instructions = Instructions(table, kind, isTagged) };
    }

    private ImmutableArray<Instruction> Instructions(int table, FrameKind? kind, bool? isTagged)
    {
        bool goes = table < Tables - 1 && random.Next(2) == 0;
        var actions = new ActionMaker(random, kind, isTagged, isLast: !goes);
        var instructions = new List<Instruction>();
        bool writes = random.Next(3) == 0;
        if (!writes || random.Next(2) == 0)
        {
            instructions.Add(new ApplyActions(actions.MakeList()));
        }

        if (random.Next(10) == 0)
        {
            instructions.Add(new ClearActions());
        }

        if (writes)
        {
            // The set runs on what the list leaves, so its set-fields must suit that.
            instructions.Add(new WriteActions(actions.MakeSet()));
        }

        if (goes)
        {
            if (random.Next(2) == 0)
            {
                ulong mask = random.Next(2) == 0 ? ulong.MaxValue : 0x3;
                instructions.Add(new WriteMetadata((ulong)random.Next(4) & mask, mask));
            }

            instructions.Add(new GotoTable((byte)random.Next(table + 1, Tables)));
        }

        return [.. instructions];
    }

    private Bucket Bucket()
    {
        var actions = new ActionMaker(random, null, isTagged: null);
        return new Bucket(actions.MakeBucket());
    }

    // All alike but for their number.
    private ImmutableArray<Bucket> WideBuckets()
    {
        ImmutableArray<OfAction> actions = Bucket().Actions;
        return
        [
            .. Enumerable.Range(0, SelectBuckets.Count).Select(number =>
            {
                OfAction write = new SetFieldAction(new OxmValue(OxmField.EthSrc, [.. SelectBuckets.Source(number)]));
                return new Bucket([.. actions.Where(action => action is not SetFieldAction { Field.Field: OxmField.EthSrc }), write]) { Weight = (ushort)random.Next(1, 5) };
            }),
        ];
    }

    private static GroupMod Group(uint id, GroupType type, params ImmutableArray<Bucket> buckets) => new() { GroupId = id, GroupType = type, Buckets = buckets };
}
