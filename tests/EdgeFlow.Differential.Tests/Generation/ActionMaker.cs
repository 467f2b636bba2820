using System.Collections.Immutable;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Generation;

/// <summary>Random actions that suit the frames of a match: it follows what pushes and pops do to them.</summary>
/// <param name="random">Source of all choices.</param>
/// <param name="kind">What the match says of the frame; null = nothing.</param>
/// <param name="isTagged">Whether the match asks for a VLAN tag.</param>
internal sealed class ActionMaker(Random random, FrameKind? kind, bool isTagged)
{
    private const uint Groups = 4;

    /// <summary>For apply-actions: order matters, outputs anywhere.</summary>
    internal ImmutableArray<OfAction> MakeList()
    {
        var actions = new List<OfAction>();
        (FrameKind? Kind, bool IsTagged) state = (kind, isTagged);
        var below = new Stack<FrameKind?>();
        int pushes = 0;
        for (int i = random.Next(5); i > 0; i--)
        {
            switch (random.Next(8))
            {
                case 0 when pushes++ == 0:
                    actions.Add(PushVlan());
                    state.IsTagged = true;
                    break;
                case 1 when state.IsTagged:
                    actions.Add(new PopVlanAction());
                    state.IsTagged = false; // perhaps another, but nothing says so
                    break;
                case 2 when state.Kind is not null && pushes++ == 0:
                    actions.Add(new PushMplsAction(0x8847));
                    below.Push(state.Kind);
                    state.Kind = FrameKind.Mpls;
                    break;
                case 3 when state.Kind == FrameKind.Mpls:
                    FrameKind? inner = below.Count > 0 ? below.Pop() : random.Next(2) == 0 ? FrameKind.Ipv4Other : FrameKind.Mpls;
                    actions.Add(new PopMplsAction(FieldPool.EtherType(inner!.Value))); // pushed kinds are known
                    state.Kind = inner;
                    break;
                case 4:
                    actions.AddRange(Ttl(state.Kind));
                    break;
                case 5:
                    actions.Add(Output());
                    break;
                default:
                    actions.Add(SetField(state.Kind, state.IsTagged));
                    break;
            }
        }

        if (random.Next(4) != 0)
        {
            actions.Add(Output());
        }

        return [.. actions];
    }

    /// <summary>For write-actions: one of a type, in any order.</summary>
    internal ImmutableArray<OfAction> MakeSet()
    {
        var actions = new List<OfAction>();
        if (random.Next(4) == 0)
        {
            actions.Add(PushVlan());
        }
        else if (isTagged && random.Next(3) == 0)
        {
            actions.Add(new PopVlanAction());
        }

        bool keepsTag = isTagged && actions.Count == 0;
        for (int i = random.Next(3); i > 0; i--)
        {
            SetFieldAction set = SetField(kind, keepsTag);
            if (!actions.OfType<SetFieldAction>().Any(other => other.Field.Field == set.Field.Field))
            {
                actions.Add(set);
            }
        }

        if (random.Next(4) == 0)
        {
            actions.AddRange(Ttl(kind));
        }

        if (random.Next(6) != 0)
        {
            actions.Add(random.Next(4) == 0 ? Group() : new OutputAction((uint)random.Next(1, 4)));
        }

        OfAction[] shuffled = [.. actions];
        random.Shuffle(shuffled);
        return [.. shuffled];
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
            actions.Add(PushVlan());
            actions.Add(Set(OxmField.VlanVid));
        }

        actions.Add(new OutputAction((uint)random.Next(1, 4)));
        return [.. actions];
    }

    private static PushVlanAction PushVlan() => new(0x8100);

    private OfAction Output() => random.Next(12) switch
    {
        0 => new OutputAction(OfpPort.InPort),
        1 => new OutputAction(OfpPort.All),
        2 => new OutputAction(OfpPort.Flood),
        3 or 4 => Group(),
        _ => new OutputAction((uint)random.Next(1, 4)),
    };

    private GroupAction Group() => new((uint)random.Next(1, (int)Groups + 1));

    private IEnumerable<OfAction> Ttl(FrameKind? of) => of switch
    {
        FrameKind.Mpls => [random.Next(3) == 0 ? new SetMplsTtlAction(Value()) : new DecMplsTtlAction()],
        null or FrameKind.Arp or FrameKind.Other => [],
        _ => [random.Next(3) == 0 ? new SetNwTtlAction(Value()) : new DecNwTtlAction()],
    };

    private byte Value() => random.Next(3) == 0 ? (byte)1 : (byte)9;

    private SetFieldAction SetField(FrameKind? of, bool hasTag)
    {
        OxmField[] fields =
        [
            OxmField.EthDst, OxmField.EthSrc,
            .. hasTag ? [OxmField.VlanVid, OxmField.VlanPcp] : Array.Empty<OxmField>(),
            .. of is { } known ? FieldPool.FieldsOf(known).Where(field => field != OxmField.MplsBos) : [],
        ];
        return Set(fields[random.Next(fields.Length)]);
    }

    private SetFieldAction Set(OxmField field) => new(new OxmValue(field, [.. FieldPool.Bytes(random, field)]));
}
