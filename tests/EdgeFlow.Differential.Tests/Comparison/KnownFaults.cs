using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Every fault of Open vSwitch 3.1 that the random tables have met.</summary>
internal static class KnownFaults
{
    private const string Macs = "020000000002 020000000001 ", Ipv4 = "4500002e00004000400000000a0000010a000002";
    private const string Ipv4WithTtl1 = "4500002e00004000010000000a0000010a000002";
    private const byte Tcp = 6, Udp = 17;
    private const int LabelLength = 4, AfterMacs = 12, IpTtl = 8, Ipv6Hops = 7;

    internal static IReadOnlyList<KnownFault> All { get; } =
    [
        new(
            "push_vlan does not copy VID and PCP",
            "§5.12.1: the fields of a pushed tag are copied from the outer tag that was there.",
            "The new tag's VID and PCP are 0.",
            difference => PushesTags(difference, most: 2),
            table => Without<PushVlanAction>(table),
            new FaultExample(
                ["actions=push_vlan:0x8100,output:2"],
                Macs + "8100 6064 88b6",
                [new(2, Macs + "8100 6064 8100 6064 88b6")],
                [new(2, Macs + "8100 0000 8100 6064 88b6")])),
        new(
            "push_vlan on two tags loses the inner one",
            "§5.12: a push adds a header and takes none away.",
            "It knows two tags; the third from outside is cut out of the frame.",
            difference => PushesTags(difference, most: int.MaxValue) && !PushesTags(difference, most: 2),
            table => Without<PushVlanAction>(table),
            new FaultExample(
                ["actions=push_vlan:0x8100,output:2"],
                Macs + "8100 0000 8100 0000 88b6",
                [new(2, Macs + "8100 0000 8100 0000 8100 0000 88b6")],
                [new(2, Macs + "8100 0000 8100 0000 88b6")])),
        new(
            "set_field of a tag in a bucket tags untagged frames",
            "§5.12: only push_vlan adds a tag.",
            "A tag of EtherType 0x8100 with the value is added.",
            difference => difference.Table is
                {
                    Groups: [{ Buckets: [{ Actions: [SetFieldAction { Field.Field: OxmField.VlanVid or OxmField.VlanPcp } set, OutputAction] }] }],
                    Flows: [{ Instructions: [ApplyActions { Actions: [GroupAction] }] }],
                }
                && FrameView.Tags(difference.Input.Frame) == 0
                && TagStack.Run(difference.Input.Frame, [new PushVlanAction(FrameView.Vlan), set], isRight: true) is { } tagged && Sends(difference, difference.Input.Frame, tagged),
            table => table.WithBuckets(actions => actions.RemoveAll(action => action is SetFieldAction { Field.Field: OxmField.VlanVid or OxmField.VlanPcp })),
            new FaultExample(
                ["actions=group:1"],
                Macs + "88b6",
                [new(2, Macs + "88b6")],
                [new(2, Macs + "8100 0064 88b6")])
            {
                Groups =
                [
                    new GroupMod { GroupId = 1, GroupType = GroupType.All, Buckets = [new Bucket(new SetFieldAction(OxmValue.Of(OxmField.VlanVid, 0x1064)), new OutputAction(2))] },
                ],
            }),
        new(
            "push_mpls goes behind VLAN tags",
            "§5.12: a label is pushed immediately after the Ethernet addresses, before VLAN tags.",
            "The label goes between tags and payload, as in OpenFlow 1.2.",
            difference => difference.OnlyActions is [PushMplsAction push] && FrameView.Tags(difference.Input.Frame) > 0
                && Sends(difference, Labelled(difference.Input, push.EtherType, at: AfterMacs, isRight: true),
                    Labelled(difference.Input, push.EtherType, at: AfterMacs + 4 * FrameView.Tags(difference.Input.Frame), isRight: false)),
            table => Without<PushMplsAction>(table),
            new FaultExample(
                ["actions=push_mpls:0x8847,output:2"],
                Macs + "8100 6064 0800 " + Ipv4,
                [new(2, Macs + "8847 00000140 6064 0800 " + Ipv4)],
                [new(2, Macs + "8100 6064 8847 00000140 " + Ipv4)])),
        new(
            "push_mpls fills in label, TC and TTL",
            "§5.12.1: without a label stack before, label and TC of a pushed entry are 0, and the TTL is that of IP, else 0.",
            "The label is 2, explicit null, above IPv6; the TC is what the DSCP ends with; a TTL of 0, and that of what is not IP, becomes 64.",
            difference => difference.OnlyActions is [PushMplsAction push] && FrameView.Tags(difference.Input.Frame) == 0
                && Sends(difference, Labelled(difference.Input, push.EtherType, AfterMacs, isRight: true),
                    Labelled(difference.Input, push.EtherType, AfterMacs, isRight: false)),
            table => Without<PushMplsAction>(table),
            new FaultExample(
                ["actions=push_mpls:0x8847,output:2"],
                Macs + "0800 45b8" + Ipv4[4..],
                [new(2, Macs + "8847 00000140 45b8" + Ipv4[4..])],
                [new(2, Macs + "8847 00000d40 45b8" + Ipv4[4..])])),
        new(
            "a table miss runs the action set",
            "§5.4: without a table-miss entry the frame is dropped.",
            "A frame that no entry of the next table matches leaves as the action set says.",
            difference => difference.Table is { Groups: [], Flows: [{ Instructions: [WriteActions { Actions: [OutputAction output] }, GotoTable] }] }
                && difference.Ours.Copies is [] && difference.HaveSameCounters
                && difference.Theirs.Copies is [var their] && their.Port == output.Port && their.Frame.AsSpan().SequenceEqual(difference.Input.Frame),
            WithMissEntries,
            new FaultExample(
                ["actions=write_actions(output:2),goto_table:1"],
                Macs + "88b6",
                [],
                [new(2, Macs + "88b6")])),
        new(
            "an action set without output is not run",
            "§5.10: the actions of the set are executed; §7.4.1: the TTL is checked each time it is decremented.",
            "Where the set names no output and no group, a TTL of 0 or 1 is not told to the controller.",
            difference => difference.Table is { Groups: [], Flows: [{ Instructions: [WriteActions { Actions: [DecNwTtlAction or DecMplsTtlAction] }] } flow] }
                && difference.Theirs.Copies is [] && difference.HaveSameCounters && difference.Ours.Copies is [var our] && IsInvalidTtl(our, difference.Input, flow.TableId),
            table => table.WithInstructions(instruction => instruction is WriteActions ? instruction.ActionsOf().RemoveAll(IsDecrement) : null),
            new FaultExample(
                ["ip,actions=write_actions(dec_ttl)"],
                Macs + "0800 " + Ipv4WithTtl1,
                [new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0xffffffffffffffff,in_port=1,length=74")],
                [])),
        new(
            "dec_mpls_ttl ends the way of frames without label",
            "§5.12: the action applies to frames with a label; §5.10 names no end of the action set but an invalid TTL.",
            "A frame without label goes no further.",
            difference => difference.Table is { Groups: [], Flows: [{ Instructions: [ApplyActions or WriteActions] } flow] }
                && flow.Instructions[0].ActionsOf() is [DecMplsTtlAction, OutputAction] or [OutputAction, DecMplsTtlAction]
                && flow.Instructions[0].ActionsOf().OfType<OutputAction>().Single() is var output
                && FrameView.EtherType(difference.Input.Frame) != FrameView.Mpls && difference.HaveSameCounters
                && difference.Theirs.Copies is [] && difference.Ours.Copies is [var our]
                && our.Port == output.Port && our.Frame.AsSpan().SequenceEqual(difference.Input.Frame),
            table => Without<DecMplsTtlAction>(table),
            new FaultExample(
                ["actions=write_actions(dec_mpls_ttl,output:2)"],
                Macs + "88b6",
                [new(2, Macs + "88b6")],
                [])),
        new(
            "an invalid TTL does not end the frame's way",
            "§7.4.1: a frame with an invalid TTL is rejected by the pipeline.",
            "The controller gets the frame, but the action set, written in an earlier table, runs as well.",
            difference => difference.Table.Groups.IsEmpty
                && difference.Path is
                [
                    { Instructions: [WriteActions { Actions: [OutputAction output] }, GotoTable] },
                    { Instructions: [ApplyActions { Actions: [.. var before, DecNwTtlAction or DecMplsTtlAction] }] } flow,
                ]
                && (before switch { [] => difference.Input.Frame, [PopMplsAction pop] => Popped(difference.Input, pop.EtherType, labels: 1), _ => null }) is { } frame
                && difference.HaveSameCounters
                && difference.Ours.Copies is [var our] && IsInvalidTtl(our, difference.Input with { Frame = frame }, flow.TableId, flow.Cookie)
                && difference.Theirs.Copies is [var same, var sent] && same.ToString() == our.ToString()
                && sent.Port == output.Port && sent.Frame.AsSpan().SequenceEqual(frame),
            table => table.WithActions(actions => actions.RemoveAll(IsDecrement)),
            new FaultExample(
                ["actions=write_actions(output:2),goto_table:1", "table=1,cookie=7,ip,actions=dec_ttl", "table=1,priority=0,actions=drop"],
                Macs + "0800 " + Ipv4WithTtl1,
                [new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=1,cookie=0x7,in_port=1,length=74")],
                [
                    new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=1,cookie=0x7,in_port=1,length=74"),
                    new(2, Macs + "0800 " + Ipv4WithTtl1),
                ])
            {
                Counters = ["table=0,priority=32768: 1 packets and 74 bytes", "table=1,priority=32768: 1 packets"],
            }),
        new(
            "pop_mpls with another EtherType takes all labels",
            "§5.12: pop_mpls takes the outermost label.",
            "If the EtherType is not that of MPLS, the labels below go as well.",
            difference => difference.OnlyActions is [PopMplsAction pop] && pop.EtherType != FrameView.Mpls
                && Popped(difference.Input, pop.EtherType, labels: 1) is { } one && Popped(difference.Input, pop.EtherType, labels: 2) is { } both
                && Sends(difference, one, both),
            table => Without<PopMplsAction>(table),
            new FaultExample(
                ["mpls,actions=pop_mpls:0x0800,output:2"],
                Macs + "8847 00010040 00011140 " + Ipv4,
                [new(2, Macs + "0800 00011140 " + Ipv4)],
                [new(2, Macs + "0800 " + Ipv4)])),
        new(
            "set_field of an IPv4 address writes into later fragments",
            "§7.2.5: set-field changes the field and the checksums of headers; a later fragment has no TCP or UDP header.",
            "Two bytes of the payload change, where the checksum would be.",
            difference => difference.OnlyActions is [SetFieldAction set] && difference.OnlyFrames is var (our, their)
                && Readdressed(difference.Input.Frame, set) is { } ours && our.AsSpan().SequenceEqual(ours) && DiffersInChecksum(ours, their),
            table => table.WithActions(actions => actions.RemoveAll(action => action is SetFieldAction { Field.Field: OxmField.Ipv4Src or OxmField.Ipv4Dst })),
            new FaultExample(
                ["ip,actions=set_field:10.0.0.9->ip_src,output:2"],
                Macs + "0800 4500002e 00000001 400666c7 0a000001 0a000002 00000000000000000000000000000000 1234 0000",
                [new(2, Macs + "0800 4500002e 00000001 400666bf 0a000009 0a000002 00000000000000000000000000000000 1234 0000")],
                [new(2, Macs + "0800 4500002e 00000001 400666bf 0a000009 0a000002 00000000000000000000000000000000 122c 0000")])),
        new(
            "an empty bucket of a chained group runs the action set",
            "§5.6.1: a bucket is the actions in it; §5.10: the action set runs once, at the end of the pipeline.",
            "The action set runs for the bucket as well.",
            difference => difference.Table.Groups is [{ Buckets: [{ Actions: [] }] } inner, { Buckets: [{ Actions: [GroupAction chained] }] } outer]
                && chained.GroupId == inner.GroupId
                && difference.Path is
                    [{ Instructions: [WriteActions { Actions: [OutputAction output] }, GotoTable] }, { Instructions: [ApplyActions { Actions: [GroupAction group] }] }]
                && group.GroupId == outer.GroupId && difference.HaveSameCounters
                && difference.Ours.Copies is [var our] && our.Port == output.Port && our.Frame.AsSpan().SequenceEqual(difference.Input.Frame)
                && difference.Theirs.Copies is [var first, var second] && first.ToString() == our.ToString() && second.ToString() == our.ToString(),
            table => table.WithBuckets(actions => actions.RemoveAll(action => action is GroupAction)),
            new FaultExample(
                ["actions=write_actions(output:2),goto_table:1", "table=1,actions=group:2"],
                Macs + "88b6",
                [new(2, Macs + "88b6")],
                [new(2, Macs + "88b6"), new(2, Macs + "88b6")])
            {
                Groups =
                [
                    new GroupMod { GroupId = 1, GroupType = GroupType.Select, Buckets = [new Bucket { Weight = 1 }] },
                    new GroupMod { GroupId = 2, GroupType = GroupType.All, Buckets = [new Bucket(new GroupAction(1))] },
                ],
            }),
        new(
            "packet-ins of the action set name an entry",
            "§7.4.1: table_id is the table that was looked up; the cookie is -1 if the packet-in comes from the action set.",
            "Table and cookie are those of the entry in table 0.",
            difference => difference.Table is { Groups: [], Flows: [.., { Instructions: [WriteActions { Actions: [OutputAction { Port: OfpPort.Controller }] }] } last] }
                && difference.Table.Flows[..^1].All(flow => flow.Instructions is [GotoTable])
                && Tells(difference, last.TableId, difference.Table.Flows[0].Cookie, 0),
            table => table.WithInstructions(instruction => instruction is WriteActions ? ToPort(instruction.ActionsOf()) : null),
            new FaultExample(
                ["cookie=7,actions=write_actions(CONTROLLER:65535)"],
                Macs + "88b6",
                [new(Copy.Controller, Macs + "88b6", "Action,table=0,cookie=0xffffffffffffffff,in_port=1,length=54")],
                [new(Copy.Controller, Macs + "88b6", "Action,table=0,cookie=0x7,in_port=1,length=54")])),
        new(
            "packet-ins of buckets name an entry",
            "§7.4.1: the cookie is -1 if the packet-in comes from a group bucket.",
            "The cookie is that of the entry that sent the frame to the group.",
            difference => difference.Table is
                { Groups: [{ Buckets: [{ Actions: [OutputAction { Port: OfpPort.Controller }] }] }], Flows: [{ Instructions: [ApplyActions { Actions: [GroupAction] }] } flow] }
                && Tells(difference, flow.TableId, flow.Cookie, flow.TableId),
            table => table.WithBuckets(ToPort),
            new FaultExample(
                ["cookie=7,actions=group:1"],
                Macs + "88b6",
                [new(Copy.Controller, Macs + "88b6", "Action,table=0,cookie=0xffffffffffffffff,in_port=1,length=54")],
                [new(Copy.Controller, Macs + "88b6", "Action,table=0,cookie=0x7,in_port=1,length=54")])
            {
                Groups = [new GroupMod { GroupId = 1, GroupType = GroupType.All, Buckets = [new Bucket(new OutputAction(OfpPort.Controller, OfpConstants.ControllerNoBuffer))] }],
            }),
    ];

    private static RandomTable Without<TAction>(RandomTable table)
        where TAction : OfAction => table.WithActions(actions => actions.RemoveAll(action => action is TAction));

    private static bool Sends(Difference difference, byte[] ours, byte[] theirs) =>
        difference.OnlyFrames is var (our, their) && our.AsSpan().SequenceEqual(ours) && their.AsSpan().SequenceEqual(theirs);

    // Actions on tags alone, after which there are at most so many.
    private static bool PushesTags(Difference difference, int most)
    {
        byte[] frame = difference.Input.Frame;
        return difference.OnlyActions is { } actions && FrameView.Tags(frame) + actions.Count(action => action is PushVlanAction) <= most
            && TagStack.Run(frame, actions, isRight: true) is { } ours && TagStack.Run(frame, actions, isRight: false) is { } theirs && Sends(difference, ours, theirs);
    }

    private static uint OrDefault(byte ttl) => ttl == 0 ? 64u : ttl;

    // TTL of IP or MPLS, else 0 (theirs: 64); the entry below lends label and TC.
    private static byte[] Labelled(Input input, ushort etherType, int at, bool isRight)
    {
        byte[] frame = input.Frame;
        int below = AfterMacs + 4 * FrameView.Tags(frame) + 2;
        ushort type = FrameView.Word(frame, below - 2);
        uint entry = (type, isRight) switch
        {
            (FrameView.Mpls, _) => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(below)) & ~0x100u,
            (FrameView.Ipv4, true) => 0x100u | frame[below + IpTtl],
            (FrameView.Ipv6, true) => 0x100u | frame[below + Ipv6Hops],
            (FrameView.Ipv4, false) => (uint)(frame[below + 1] >> 2 & 7) << 9 | 0x100u | OrDefault(frame[below + IpTtl]),
            (FrameView.Ipv6, false) => 2u << 12 | (uint)(FrameView.Word(frame, below) >> 6 & 7) << 9 | 0x100u | OrDefault(frame[below + Ipv6Hops]),
            (_, true) => 0x100u,
            _ => 0x100u | OrDefault(0),
        };
        byte[] label = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(label, entry);
        return [.. frame[..at], .. Be16(etherType), .. label, .. frame[(at + 2)..]]; // in place of the EtherType there
    }

    private static bool IsDecrement(OfAction action) => action is DecNwTtlAction or DecMplsTtlAction;

    private static bool IsInvalidTtl(Copy copy, Input input, byte table, ulong cookie = ulong.MaxValue) =>
        copy.Port == Copy.Controller && copy.Frame.AsSpan().SequenceEqual(input.Frame)
        && copy.About == $"InvalidTtl,table={table},cookie=0x{cookie:x},in_port={input.Port},length={input.Frame.Length}";

    // The frame without its outer labels; null if there are fewer, or tags before them.
    private static byte[]? Popped(Input input, ushort etherType, int labels)
    {
        byte[] frame = input.Frame;
        int end = AfterMacs + 2 + LabelLength * labels;
        bool hasLabels = FrameView.Word(frame, AfterMacs) == FrameView.Mpls
            && Enumerable.Range(1, labels - 1).All(label => (frame[AfterMacs + 1 + LabelLength * label] & 1) == 0); // not the bottom of the stack
        return hasLabels ? [.. frame[..AfterMacs], .. Be16(etherType), .. frame[end..]] : null;
    }

    // The later fragment of TCP or UDP with another IPv4 address and the header checksum that goes with it.
    private static byte[]? Readdressed(byte[] frame, SetFieldAction set)
    {
        int ip = AfterMacs + 4 * FrameView.Tags(frame) + 2, address = set.Field.Field switch { OxmField.Ipv4Src => 12, OxmField.Ipv4Dst => 16, _ => -1 };
        if (address < 0 || FrameView.EtherType(frame) != FrameView.Ipv4 || (FrameView.Word(frame, ip + 6) & 0x1fff) == 0 || frame[ip + 9] is not (Tcp or Udp))
        {
            return null;
        }

        byte[] changed = [.. frame];
        set.Field.Value.CopyTo(changed, ip + address);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ip + 10), 0);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ip + 10), FrameMaker.Checksum(changed.AsSpan(ip, (frame[ip] & 15) * 4)));
        return changed;
    }

    private static bool DiffersInChecksum(byte[] ours, byte[] theirs)
    {
        int ip = AfterMacs + 4 * FrameView.Tags(ours) + 2, at = ip + (ours[ip] & 15) * 4 + (ours[ip + 9] == Tcp ? 16 : 6);
        byte[] same = [.. theirs];
        ours.AsSpan(at, 2).CopyTo(same.AsSpan(at));
        return same.AsSpan().SequenceEqual(ours) && !theirs.AsSpan().SequenceEqual(ours);
    }

    private static RandomTable WithMissEntries(RandomTable table) => table with
    {
        Flows =
        [
            .. table.Flows,
            .. from id in Enumerable.Range(0, TableMaker.Tables)
               where !table.Flows.Any(flow => flow.TableId == id && flow.Priority == 0)
               select new FlowMod { TableId = (byte)id, Priority = 0, Instructions = [new ClearActions()] },
        ],
    };

    private static ImmutableArray<OfAction> ToPort(ImmutableArray<OfAction> actions) =>
        [.. actions.Select(action => action is OutputAction { Port: OfpPort.Controller } ? new OutputAction(1) : action)];

    // One packet-in each, with everything but table and cookie equal.
    private static bool Tells(Difference difference, byte table, ulong theirCookie, byte theirTable) =>
        difference.Ours.Copies is [{ Port: Copy.Controller } our] && difference.Theirs.Copies is [{ Port: Copy.Controller } their]
        && difference.HaveSameCounters && our.Frame.AsSpan().SequenceEqual(their.Frame)
        && our.About.StartsWith($"Action,table={table},cookie=0xffffffffffffffff,", StringComparison.Ordinal)
        && their.About.StartsWith($"Action,table={theirTable},cookie=0x{theirCookie:x},", StringComparison.Ordinal)
        && our.About.Split(',').Skip(3).SequenceEqual(their.About.Split(',').Skip(3));

    private static byte[] Be16(ushort value) => [(byte)(value >> 8), (byte)value];
}
