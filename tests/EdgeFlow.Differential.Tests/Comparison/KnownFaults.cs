using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>Every fault of Open vSwitch 3.1 that the random tables have met.</summary>
internal static partial class KnownFaults
{
    private const string Macs = "020000000002 020000000001 ", Ipv4 = "4500002e00004000400000000a0000010a000002";
    private const string Ipv4WithTtl1 = "4500002e00004000010000000a0000010a000002";

    internal static IReadOnlyList<KnownFault> All { get; } =
    [
        new(
            "push_vlan does not copy VID and PCP",
            "§5.12.1: the fields of a pushed tag are copied from the outer tag that was there.",
            "The new tag's VID and PCP are 0.",
            difference => PushesTags(difference, most: 2),
            table => table.WithActions(WithTagsSet),
            new FaultExample(
                ["actions=push_vlan:0x8100,output:2"],
                Macs + "8100 6064 88b6",
                [new(2, Macs + "8100 6064 8100 6064 88b6")],
                [new(2, Macs + "8100 0000 8100 6064 88b6")]),
            new FaultExample(
                ["cookie=7,ip,actions=push_vlan:0x8100,dec_ttl"],
                Macs + "8100 6064 0800 " + Ipv4WithTtl1,
                [new(Copy.Controller, Macs + "8100 6064 8100 6064 0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0x7,in_port=1,length=82")],
                [new(Copy.Controller, Macs + "8100 0000 8100 6064 0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0x7,in_port=1,length=82")])),
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
                [new(2, Macs + "8100 0000 8100 0000 88b6")]),
            new FaultExample(
                ["actions=push_vlan:0x8100,write_actions(push_vlan:0x8100),goto_table:1", "table=1,actions=push_vlan:0x8100,write_actions(output:2)"],
                Macs + "88b6",
                [new(2, Macs + "8100 0000 8100 0000 8100 0000 88b6")],
                [new(2, Macs + "8100 0000 8100 0000 88b6")])
            {
                Counters = ["table=0,priority=32768: 1 packets and 54 bytes", "table=1,priority=32768: 1 packets"],
            },
            new FaultExample(
                ["actions=push_vlan:0x8100,push_vlan:0x8100,group:1"],
                Macs + "88b6",
                [new(2, Macs + "8100 0000 8100 0000 8100 0000 88b6")],
                [new(2, Macs + "8100 0000 8100 0000 88b6")])
            {
                Groups =
                [
                    new GroupMod { GroupId = 1, GroupType = GroupType.Select, Buckets = [new Bucket(new PushVlanAction(FrameView.Vlan), new OutputAction(2)) { Weight = 1 }] },
                ],
            }),
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
                && TagStack.Run(difference.Input.Frame, [new PushVlanAction(FrameView.Vlan), set], isRight: true) is { } tagged
                && difference.Way is { } way && difference.IsOf(way, difference.Input.Frame, tagged),
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
            difference => difference.Way is { Before: [PushMplsAction push] } way && FrameView.Tags(difference.Input.Frame) > 0
                && difference.IsOf(way, Labelled(difference.Input, push.EtherType, at: AfterMacs, isRight: true),
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
            difference => difference.Way is { Before: [PushMplsAction push] } way && FrameView.Tags(difference.Input.Frame) == 0
                && difference.IsOf(way, Labelled(difference.Input, push.EtherType, AfterMacs, isRight: true),
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
            difference => difference.Way is { End: DecNwTtlAction or DecMplsTtlAction, IsListed: false } way && SendsOnlyOurs(difference, way, way.Before),
            table => table.WithInstructions(instruction => instruction is WriteActions ? instruction.ActionsOf().RemoveAll(IsDecrement) : null),
            new FaultExample(
                ["ip,actions=write_actions(dec_ttl)"],
                Macs + "0800 " + Ipv4WithTtl1,
                [new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0xffffffffffffffff,in_port=1,length=74")],
                []),
            new FaultExample(
                ["mpls,actions=pop_mpls:0x0800,write_actions(dec_ttl)"],
                Macs + "8847 00010140 " + Ipv4WithTtl1,
                [new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0xffffffffffffffff,in_port=1,length=74")],
                []),
            new FaultExample(
                ["ip,actions=dec_ttl,write_actions(dec_ttl)"],
                Macs + "0800 4500002e 00000000 0263a46b 0a000001 0a000002",
                [new(Copy.Controller, Macs + "0800 4500002e 00000000 0163a56b 0a000001 0a000002", "InvalidTtl,table=0,cookie=0xffffffffffffffff,in_port=1,length=74")],
                [])),
        new(
            "dec_mpls_ttl ends the way of frames without label",
            "§5.12: the action applies to frames with a label; §5.10 names no end of the action set but an invalid TTL.",
            "A frame without label goes no further.",
            difference => difference.Way is { End: OutputAction, Before: [.. var before, DecMplsTtlAction] } way
                && Specified(difference.Input, before) is { } frame && FrameView.LabelTtl(frame) is null && SendsOnlyOurs(difference, way, before),
            table => Without<DecMplsTtlAction>(table),
            new FaultExample(
                ["actions=write_actions(dec_mpls_ttl,output:2)"],
                Macs + "88b6",
                [new(2, Macs + "88b6")],
                []),
            new FaultExample(
                ["actions=write_actions(dec_mpls_ttl),goto_table:1", "table=1,mpls,actions=pop_mpls:0x0800,write_actions(output:2)", "table=1,priority=0,actions=drop"],
                Macs + "8847 00010140 " + Ipv4,
                [new(2, Macs + "0800 " + Ipv4)],
                [])
            {
                Counters = ["table=0,priority=32768: 1 packets and 78 bytes", "table=1,priority=32768: 1 packets"],
            }),
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
                && Specified(difference.Input, before) is { } frame
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
            difference => difference.Way is { Before: [PopMplsAction pop] } way && pop.EtherType != FrameView.Mpls
                && Popped(difference.Input, pop.EtherType, labels: 1) is { } one && Popped(difference.Input, pop.EtherType, labels: 2) is { } both
                && difference.IsOf(way, one, both),
            table => Without<PopMplsAction>(table),
            new FaultExample(
                ["mpls,actions=pop_mpls:0x0800,output:2"],
                Macs + "8847 00010040 00011140 " + Ipv4,
                [new(2, Macs + "0800 00011140 " + Ipv4)],
                [new(2, Macs + "0800 " + Ipv4)]),
            new FaultExample(
                ["cookie=7,mpls,actions=pop_mpls:0x0800,dec_ttl"],
                Macs + "8847 00010041 00011140 " + Ipv4WithTtl1,
                [],
                [new(Copy.Controller, Macs + "0800 " + Ipv4WithTtl1, "InvalidTtl,table=0,cookie=0x7,in_port=1,length=74")])),
        new(
            "set_field of an IPv4 address writes into later fragments",
            "§7.2.5: set-field changes the field and the checksums of headers; a later fragment has no TCP or UDP header.",
            "Two bytes of the payload change, where the checksum would be.",
            difference => difference.Way is { Before: [SetFieldAction set] } way && difference.Theirs.Copies is [var their]
                && Readdressed(difference.Input.Frame, set) is { } ours && DiffersInChecksum(ours, their.Frame) && difference.IsOf(way, ours, their.Frame),
            table => table.WithActions(actions => actions.RemoveAll(action => action is SetFieldAction { Field.Field: OxmField.Ipv4Src or OxmField.Ipv4Dst })),
            new FaultExample(
                ["ip,actions=set_field:10.0.0.9->ip_src,output:2"],
                Macs + "0800 4500002e 00000001 400666c7 0a000001 0a000002 00000000000000000000000000000000 1234 0000",
                [new(2, Macs + "0800 4500002e 00000001 400666bf 0a000009 0a000002 00000000000000000000000000000000 1234 0000")],
                [new(2, Macs + "0800 4500002e 00000001 400666bf 0a000009 0a000002 00000000000000000000000000000000 122c 0000")])),
        new(
            "a select group within a group runs the action set",
            "§5.6.1: a bucket is the actions in it; §5.10: the action set runs once, at the end of the pipeline.",
            "It looks at the frame again for the select group, with the action set, which then runs for that bucket as well.",
            difference => difference.Table.Groups is
                [{ GroupType: GroupType.Select, Buckets: [{ Actions: [] or [OutputAction] } bucket] } inner, { Buckets: [{ Actions: [GroupAction chained] }] } outer]
                && chained.GroupId == inner.GroupId && RunsSetInGroup(difference, outer, [], bucket.Actions),
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
            },
            new FaultExample(
                ["actions=write_actions(output:2),goto_table:1", "table=1,actions=group:2"],
                Macs + "88b6",
                [new(2, Macs + "88b6"), new(2, Macs + "88b6")],
                [new(2, Macs + "88b6"), new(2, Macs + "88b6"), new(2, Macs + "88b6")])
            {
                Groups =
                [
                    new GroupMod { GroupId = 1, GroupType = GroupType.Select, Buckets = [new Bucket(new OutputAction(2)) { Weight = 1 }] },
                    new GroupMod { GroupId = 2, GroupType = GroupType.All, Buckets = [new Bucket(new GroupAction(1))] },
                ],
            }),
        new(
            "a group after pop_mpls runs the action set",
            "§5.6.1: a bucket is the actions in it; §5.10: the action set runs once, at the end of the pipeline.",
            "It looks at the frame again for what the bucket changes behind the labels, with the action set, which then runs for that bucket as well.",
            difference => difference.Table.Groups is [{ Buckets: [{ Actions: [PushVlanAction push, .. var sets, OutputAction output] }] } group]
                && RunsSetInGroup(difference, group, [push, .. sets], [output]),
            table => table.WithInstructions(instruction => instruction.ActionsOf().RemoveAll(action => action is PopMplsAction { EtherType: not FrameView.Mpls })),
            new FaultExample(
                ["actions=write_actions(output:2),goto_table:1", "table=1,mpls,actions=pop_mpls:0x0800,group:1", "table=1,priority=0,actions=drop"],
                Macs + "8847 00010140 " + Ipv4,
                [new(2, Macs + "0800 " + Ipv4), new(2, Macs + "8100 6064 0800 " + Ipv4)],
                [new(2, Macs + "0800 " + Ipv4), new(2, Macs + "8100 6064 0800 " + Ipv4), new(2, Macs + "8100 6064 0800 " + Ipv4)])
            {
                Counters = ["table=0,priority=32768: 1 packets and 78 bytes", "table=1,priority=32768: 1 packets"],
                Groups =
                [
                    new GroupMod
                    {
                        GroupId = 1,
                        GroupType = GroupType.All,
                        Buckets =
                        [
                            new Bucket(
                                new PushVlanAction(FrameView.Vlan), new SetFieldAction(OxmValue.Of(OxmField.VlanVid, 0x1064)),
                                new SetFieldAction(OxmValue.Of(OxmField.VlanPcp, 3)), new OutputAction(2)),
                        ],
                    },
                ],
            }),
        new(
            "a table-miss entry behind a select group is none",
            "§5.4: if the table-miss entry sends to CONTROLLER, the reason of the packet-in says so (§7.4.1: NO_MATCH).",
            "It looks at the frame again for the select group, and the reason of a packet-in behind that is ACTION.",
            difference => difference.Table.Groups is [{ GroupType: GroupType.Select, Buckets: [{ Actions: [] }] } group]
                && difference.Path is [.. var before, { Priority: 0, Match.Fields: [], Instructions: [ApplyActions list] } flow]
                && list.Actions is [GroupAction to, OutputAction { Port: OfpPort.Controller }]
                && before.All(other => other.Instructions is [GotoTable]) && to.GroupId == group.GroupId
                && DiffersInReason(difference, flow, PacketInReason.NoMatch, PacketInReason.Action),
            WithoutMissBehindSelect,
            new FaultExample(
                ["priority=0,cookie=7,actions=group:1,CONTROLLER:65535"],
                Macs + "88b6",
                [new(Copy.Controller, Macs + "88b6", "NoMatch,table=0,cookie=0x7,in_port=1,length=54")],
                [new(Copy.Controller, Macs + "88b6", "Action,table=0,cookie=0x7,in_port=1,length=54")])
            {
                Groups = [new GroupMod { GroupId = 1, GroupType = GroupType.Select, Buckets = [new Bucket { Weight = 1 }] }],
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
}
