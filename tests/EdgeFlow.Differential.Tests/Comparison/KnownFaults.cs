using System.Buffers.Binary;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Every fault of Open vSwitch 3.1 that the random tables have met.</summary>
internal static class KnownFaults
{
    private const ushort Vlan = 0x8100, ServiceVlan = 0x88a8, Mpls = 0x8847;

    /// <summary>Assertions that end Open vSwitch: an action set longer than the action lists, when MPLS makes it start over (recirculate).</summary>
    internal static IReadOnlyList<string> Assertions { get; } = ["assertion state->action_set_len <= state->ofpacts_len failed"];

    internal static IReadOnlyList<KnownFault> All { get; } =
    [
        new(
            "push_vlan does not copy VID and PCP",
            "§5.12.1: the fields of a pushed tag are copied from the outer tag that was there.",
            "The new tag's VID and PCP are 0.",
            difference => Has<PushVlanAction>(difference) && Tags(difference.Frame) > 0 && Pairs(difference, IsZeroTag)),
        new(
            "push_vlan on two tags loses the inner one",
            "§5.12: a push adds a header and takes none away.",
            "It knows two tags; the third from outside is cut out of the frame.",
            difference => Has<PushVlanAction>(difference)
                && Pairs(difference, (ours, theirs) => Tags(ours) > 2 && Tags(theirs) == 2 && ours.Length - theirs.Length == 4 * (Tags(ours) - 2))),
        new(
            "push_mpls goes behind VLAN tags",
            "§5.12: a label is pushed immediately after the Ethernet addresses, before VLAN tags.",
            "The label goes between tags and payload, as in OpenFlow 1.2.",
            difference => Has<PushMplsAction>(difference)
                && Pairs(difference, (ours, theirs) => TypeAt(ours, 12) == Mpls && Tags(theirs) > 0 && TypeAt(theirs, 12 + 4 * Tags(theirs)) == Mpls)),
        new(
            "push_mpls takes label and TC from the IP header",
            "§5.12.1: without a label stack before, label and TC of a pushed entry are 0.",
            "The label is 2, explicit null, above IPv6; the TC is what the DSCP begins with.",
            difference => Has<PushMplsAction>(difference) && Pairs(difference, IsFilledLabel)),
        new(
            "a table miss runs the action set",
            "§5.4: without a table-miss entry the frame is dropped.",
            "A frame that no entry of the next table matches leaves as the action set says.",
            difference => difference.Ours.Frames.Count == 0 && Actions<WriteActions>(difference).Any() && Misses(difference)),
    ];

    private static bool Has<TAction>(Difference difference)
        where TAction : OfAction =>
        difference.Table.Flows.SelectMany(flow => flow.Instructions).SelectMany(ActionsOf)
            .Concat(difference.Table.Groups.SelectMany(group => group.Buckets).SelectMany(bucket => bucket.Actions)).OfType<TAction>().Any();

    private static IEnumerable<TInstruction> Actions<TInstruction>(Difference difference)
        where TInstruction : Instruction => difference.Table.Flows.SelectMany(flow => flow.Instructions).OfType<TInstruction>();

    private static IEnumerable<OfAction> ActionsOf(Instruction instruction) => instruction switch
    {
        ApplyActions apply => apply.Actions,
        WriteActions write => write.Actions,
        _ => [],
    };

    // A goto leads to a table without an entry that matches everything.
    private static bool Misses(Difference difference) =>
        Actions<GotoTable>(difference).Any(go => !difference.Table.Flows.Any(flow => flow.TableId == go.TableId && flow.Match.Fields.IsEmpty));

    // Copies of the same ports, each pair of which is as told or equal, and one at least is as told.
    private static bool Pairs(Difference difference, Func<byte[], byte[], bool> isFault)
    {
        (int Port, byte[] Frame)[] ours = Sorted(difference.Ours), theirs = Sorted(difference.Theirs);
        return ours.Length == theirs.Length && ours.Zip(theirs).All(pair =>
            pair.First.Port == pair.Second.Port
            && (pair.First.Frame.AsSpan().SequenceEqual(pair.Second.Frame) || isFault(pair.First.Frame, pair.Second.Frame)));
    }

    private static (int Port, byte[] Frame)[] Sorted(Outcome outcome) => [.. outcome.Frames.OrderBy(item => item.Port)];

    // They differ in VID or PCP of tags, and theirs is 0 there.
    private static bool IsZeroTag(byte[] ours, byte[] theirs)
    {
        const int Vid = 0x0fff, Pcp = 0xe000;
        if (ours.Length != theirs.Length)
        {
            return false;
        }

        byte[] copied = [.. theirs];
        for (int tag = 0; tag < Tags(theirs); tag++)
        {
            int offset = 14 + 4 * tag, their = TypeAt(theirs, offset), our = TypeAt(ours, offset);
            foreach (int field in new[] { Vid, Pcp })
            {
                their |= (their & field) == 0 ? our & field : 0;
            }

            BinaryPrimitives.WriteUInt16BigEndian(copied.AsSpan(offset), (ushort)their);
        }

        return copied.AsSpan().SequenceEqual(ours);
    }

    // They differ in label and TC of the first label stack entry alone; ours are 0, their label is 0 or 2.
    private static bool IsFilledLabel(byte[] ours, byte[] theirs)
    {
        const uint LabelAndTc = 0xfffffe00;
        int offset = 14 + 4 * Tags(ours);
        if (ours.Length != theirs.Length || TypeAt(ours, offset - 2) != Mpls)
        {
            return false;
        }

        uint our = BinaryPrimitives.ReadUInt32BigEndian(ours.AsSpan(offset)), their = BinaryPrimitives.ReadUInt32BigEndian(theirs.AsSpan(offset));
        return (our & LabelAndTc) == 0 && (our | (their & LabelAndTc)) == their && their >> 12 is 0 or 2
            && ours.AsSpan(0, offset).SequenceEqual(theirs.AsSpan(0, offset)) && ours.AsSpan(offset + 4).SequenceEqual(theirs.AsSpan(offset + 4));
    }

    private static int Tags(ReadOnlySpan<byte> frame)
    {
        int tags = 0;
        while (TypeAt(frame, 12 + 4 * tags) is Vlan or ServiceVlan)
        {
            tags++;
        }

        return tags;
    }

    private static ushort TypeAt(ReadOnlySpan<byte> frame, int offset) => BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
}
