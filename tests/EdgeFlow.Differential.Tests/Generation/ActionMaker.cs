using System.Collections.Immutable;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Random actions that suit the frames of a match: it follows what pushes and pops do to them.</summary>
/// <param name="random">Source of all choices.</param>
/// <param name="kind">What the match says of the frame; null = nothing.</param>
/// <param name="isTagged">Whether the match asks for a VLAN tag or for none; null = it does not say.</param>
/// <param name="isLast">Whether no further table follows: only then are the faults tried that change what a later table would see.</param>
internal sealed class ActionMaker(Random random, FrameKind? kind, bool? isTagged, bool isLast = true)
{
    private FrameKind? _kind = kind;
    private bool? _isTagged = isTagged;

    // One per flow entry: Open vSwitch refuses more than it has room for.
    private int _pushes;

    /// <summary>For apply-actions: order matters, outputs anywhere. A list made afterwards suits what this one leaves.</summary>
    internal ImmutableArray<OfAction> MakeList()
    {
        var actions = new List<OfAction>();
        var below = new Stack<FrameKind?>();
        for (int i = random.Next(5); i > 0; i--)
        {
            switch (random.Next(8))
            {
                case 0 when _pushes++ == 0:
                    actions.AddRange(PushVlan(isLast && random.Next(20) == 0));
                    _isTagged = true;
                    break;
                case 1 when _isTagged == true:
                    actions.Add(new PopVlanAction());
                    _isTagged = null; // perhaps there is another
                    break;
                case 2 when _kind is not null && _pushes++ == 0 && (_isTagged == false || (isLast && random.Next(20) == 0)):
                    actions.AddRange(PushMpls(isLast && random.Next(20) == 0));
                    below.Push(_kind);
                    (_kind, _isTagged) = (FrameKind.Mpls, false);
                    break;
                case 3 when _kind == FrameKind.Mpls:
                    // Of a frame that came with labels nobody knows whether another is below; to say MPLS where there is none makes no frame.
                    FrameKind? inner = below.Count > 0 ? below.Pop() : FrameKind.Ipv4Other;
                    actions.Add(new PopMplsAction(FieldPool.EtherType(inner!.Value))); // pushed kinds are known
                    _kind = inner == FrameKind.Mpls ? inner : FieldPool.EtherType(inner.Value) == 0x0800 ? FrameKind.Ipv4Other : null;
                    break;
                case 4:
                    actions.AddRange(Ttl(_kind));
                    break;
                case 5:
                    actions.Add(Output());
                    break;
                default:
                    actions.Add(SetField(_kind, _isTagged == true));
                    break;
            }
        }

        if (random.Next(4) != 0)
        {
            actions.Add(Output());
        }

        return [.. actions];
    }

    /// <summary>For write-actions: one of a type.</summary>
    internal ImmutableArray<OfAction> MakeSet()
    {
        var actions = new List<OfAction>();
        var first = new List<OfAction>();
        if (random.Next(4) == 0 && _pushes++ == 0)
        {
            first.AddRange(PushVlan(leavesTag: isLast && random.Next(20) == 0));
        }
        else if (_isTagged == true && random.Next(3) == 0)
        {
            first.Add(new PopVlanAction());
        }

        bool keepsTag = _isTagged == true && first.Count == 0;
        for (int i = random.Next(3); i > 0; i--)
        {
            SetFieldAction set = SetField(_kind, keepsTag);
            if (!actions.OfType<SetFieldAction>().Any(other => other.Field.Field == set.Field.Field))
            {
                actions.Add(set);
            }
        }

        if (random.Next(4) == 0)
        {
            actions.AddRange(Ttl(_kind));
        }

        if (random.Next(6) != 0)
        {
            actions.Add(random.Next(24) switch
            {
                < 6 => Group(),
                6 => ToController(),
                _ => new OutputAction((uint)random.Next(1, 4)),
            });
        }

        OfAction[] shuffled = [.. actions];
        random.Shuffle(shuffled);
        return [.. first, .. shuffled];
    }

    /// <summary>For buckets, which know nothing of the frame.</summary>
    internal ImmutableArray<OfAction> MakeBucket()
    {
        var actions = new List<OfAction>();
        if (random.Next(2) == 0)
        {
            actions.Add(SetField(null, hasTag: false));
        }

        if (random.Next(4) == 0)
        {
            actions.AddRange(PushVlan(leavesTag: false));
        }

        actions.Add(random.Next(24) == 0 ? ToController() : new OutputAction((uint)random.Next(1, 4)));
        return [.. actions];
    }

    private static OutputAction ToController() => new(OfpPort.Controller, OfpConstants.ControllerNoBuffer);

    // What the new tag copies is written over, unless the copy is to be seen.
    private IEnumerable<OfAction> PushVlan(bool leavesTag) =>
        leavesTag ? [new PushVlanAction(0x8100)] : [new PushVlanAction(0x8100), Set(OxmField.VlanVid), Set(OxmField.VlanPcp)];

    private IEnumerable<OfAction> PushMpls(bool leavesLabel) =>
        leavesLabel ? [new PushMplsAction(0x8847)] : [new PushMplsAction(0x8847), Set(OxmField.MplsLabel), Set(OxmField.MplsTc)];

    private OfAction Output() => random.Next(15) switch
    {
        12 or 13 => ToController(),
        14 => new SetQueueAction((uint)random.Next(3)), // ports have no queues, so the next output is as without
        0 => new OutputAction(OfpPort.InPort),
        1 => new OutputAction(OfpPort.All),
        2 => new OutputAction(OfpPort.Flood),
        3 or 4 => Group(),
        _ => new OutputAction((uint)random.Next(1, 4)),
    };

    private GroupAction Group() => new((uint)random.Next(1, TableMaker.Groups + 1));

    private IEnumerable<OfAction> Ttl(FrameKind? of) => of switch
    {
        FrameKind.Mpls => [random.Next(3) == 0 ? new SetMplsTtlAction(Value()) : new DecMplsTtlAction()],
        null or FrameKind.Arp or FrameKind.Rarp or FrameKind.Other => [],
        _ => [random.Next(3) == 0 ? new SetNwTtlAction(Value()) : new DecNwTtlAction()],
    };

    private byte Value() => random.Next(3) == 0 ? (byte)2 : (byte)9;

    private SetFieldAction SetField(FrameKind? of, bool hasTag)
    {
        OxmField[] fields =
        [
            OxmField.EthDst, OxmField.EthSrc, OxmField.EthDst, OxmField.EthSrc, OxmField.TunnelId,
            .. hasTag ? [OxmField.VlanVid, OxmField.VlanPcp] : Array.Empty<OxmField>(),
            .. of is { } known ? FieldPool.FieldsOf(known).Where(field => field != OxmField.MplsBos) : [],
        ];
        return Set(fields[random.Next(fields.Length)]);
    }

    private SetFieldAction Set(OxmField field) => new(new OxmValue(field, [.. FieldPool.Bytes(random, field)]));
}
