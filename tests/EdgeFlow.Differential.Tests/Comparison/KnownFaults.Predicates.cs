using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

// What the faults are told by, and how tables are cured of them.
internal static partial class KnownFaults
{
    private const byte Tcp = 6, Udp = 17;
    private const int LabelLength = 4, AfterMacs = 12, IpTtl = 8, Ipv6Hops = 7;

    private static RandomTable Without<TAction>(RandomTable table)
        where TAction : OfAction => table.WithActions(actions => actions.RemoveAll(action => action is TAction));

    // Actions on tags alone, after which there are at most so many.
    private static bool PushesTags(Difference difference, int most)
    {
        byte[] frame = difference.Input.Frame;
        return difference.Way is { } way && FrameView.Tags(frame) + way.Before.Count(action => action is PushVlanAction) <= most
            && TagStack.Run(frame, way.Before, isRight: true) is { } ours && TagStack.Run(frame, way.Before, isRight: false) is { } theirs
            && difference.IsOf(way, ours, theirs);
    }

    // What the new tag would copy, set right behind the push.
    private static ImmutableArray<OfAction> WithTagsSet(ImmutableArray<OfAction> actions)
    {
        var changed = new List<OfAction>();
        for (int i = 0; i < actions.Length; i++)
        {
            changed.Add(actions[i]);
            if (actions[i] is PushVlanAction)
            {
                OxmField[] set = [.. Simpler.TagFieldsAt(actions, i + 1)];
                changed.AddRange(new[] { OxmValue.Of(OxmField.VlanVid, OfpConstants.VlanPresent | 1), OxmValue.Of(OxmField.VlanPcp, 0) }
                    .Where(value => !set.Contains(value.Field)).Select(value => new SetFieldAction(value)));
            }
        }

        return [.. changed];
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

    // What the specification makes of the frame; null if an action is none of these, or refuses a TTL.
    private static byte[]? Specified(Input input, ImmutableArray<OfAction> actions)
    {
        byte[]? frame = [.. input.Frame];
        foreach (OfAction action in actions)
        {
            frame = frame is null ? null : action switch
            {
                PopMplsAction pop => Popped(input with { Frame = frame }, pop.EtherType, labels: 1),
                PushMplsAction push => Labelled(input with { Frame = frame }, push.EtherType, AfterMacs, isRight: true),
                DecNwTtlAction => FrameView.NetworkTtl(frame) is { } ttl ? ttl > 1 ? WithNetworkTtl(frame, (byte)(ttl - 1)) : null : frame,
                SetNwTtlAction set => FrameView.NetworkTtl(frame) is null ? frame : WithNetworkTtl(frame, set.Ttl),
                _ => TagStack.Run(frame, [action], isRight: true),
            };
        }

        return frame;
    }

    private static byte[] WithNetworkTtl(byte[] frame, byte ttl)
    {
        byte[] changed = [.. frame];
        int ip = AfterMacs + 4 * FrameView.Tags(frame) + 2;
        if (FrameView.EtherType(frame) == FrameView.Ipv6)
        {
            changed[ip + Ipv6Hops] = ttl;
            return changed;
        }

        changed[ip + IpTtl] = ttl;
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ip + 10), 0);
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(ip + 10), FrameMaker.Checksum(changed.AsSpan(ip, (frame[ip] & 15) * 4)));
        return changed;
    }

    // Something comes out of edgeflow-switch, and nothing out of Open vSwitch.
    private static bool SendsOnlyOurs(Difference difference, Way way, ImmutableArray<OfAction> before) =>
        Specified(difference.Input, before) is { } frame && way.Leaves(frame, difference.Input.Port) is [var right]
        && difference.Ours.Copies is [var our] && our.ToString() == right.ToString() && difference.Theirs.Copies is [] && difference.HaveSameCounters;

    private static bool IsDecrement(OfAction action) => action is DecNwTtlAction or DecMplsTtlAction;

    private static bool IsInvalidTtl(Copy copy, Input input, byte table, ulong cookie) =>
        copy.Port == Copy.Controller && copy.Frame.AsSpan().SequenceEqual(input.Frame)
        && copy.About == $"InvalidTtl,table={table},cookie=0x{cookie:x},in_port={input.Port},length={input.Frame.Length}";

    // The frame without its outer labels; null if there are fewer, or tags before them.
    private static byte[]? Popped(Input input, ushort etherType, int labels)
    {
        byte[] frame = input.Frame;
        int end = AfterMacs + 2 + LabelLength * labels;
        bool hasLabels = FrameView.Word(frame, AfterMacs) == FrameView.Mpls
            && Enumerable.Range(1, labels - 1).All(label => (frame[AfterMacs + LabelLength * label] & 1) == 0); // not the bottom of the stack
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

    // The action set, an output written in earlier tables, runs at the end, and in Open vSwitch for the group's only bucket as well, on what that has
    // made of the frame. That frame has perhaps lost a label before.
    private static bool RunsSetInGroup(Difference difference, GroupMod group, ImmutableArray<OfAction> changes, ImmutableArray<OfAction> outputs)
    {
        if (difference.Path is not [.. var earlier, { Instructions: [ApplyActions last] }]
            || !earlier.All(flow => flow.Instructions is [.. var before, GotoTable] && before.All(instruction => instruction is ApplyActions or WriteActions))
            || earlier.SelectMany(flow => flow.Instructions).OfType<WriteActions>().SelectMany(write => write.Actions).ToArray() is not [OutputAction set]
            || earlier.SelectMany(flow => flow.Instructions).OfType<ApplyActions>().Append(last).SelectMany(list => list.Actions).ToArray() is not [.. var popped, GroupAction to]
            || to.GroupId != group.GroupId)
        {
            return false;
        }

        bool isLookedAt = changes.IsEmpty || popped is [PopMplsAction { EtherType: not FrameView.Mpls }];
        if (!isLookedAt || Specified(difference.Input, [.. popped]) is not { } frame || TagStack.Run(frame, changes, isRight: true) is not { } changed)
        {
            return false;
        }

        Copy[] right = [.. outputs.OfType<OutputAction>().Select(output => new Copy((int)output.Port, changed)), new Copy((int)set.Port, frame)];
        return difference.Ours.Equals(new Outcome(right, difference.Ours.Counters))
            && difference.Theirs.Equals(new Outcome([.. right, new Copy((int)set.Port, changed)], difference.Ours.Counters));
    }

    // Without the packet-ins of table-miss entries that name a select group in the same list.
    private static RandomTable WithoutMissBehindSelect(RandomTable table)
    {
        uint[] selects = [.. table.Groups.Where(group => group.GroupType == GroupType.Select).Select(group => group.GroupId)];
        return table with
        {
            Flows =
            [
                .. table.Flows.Select(flow => flow is { Priority: 0, Match.Fields: [], Instructions: [ApplyActions { Actions: var actions }, .. var rest] }
                    && actions.OfType<GroupAction>().Any(group => selects.Contains(group.GroupId))
                        ? flow with { Instructions = [new ApplyActions(ToPort(actions)), .. rest] }
                        : flow),
            ],
        };
    }

    // One packet-in each, with everything but the reason equal.
    private static bool DiffersInReason(Difference difference, FlowMod flow, PacketInReason ours, PacketInReason theirs)
    {
        string entry = $",table={flow.TableId},cookie=0x{flow.Cookie:x},";
        return difference.Ours.Copies is [{ Port: Copy.Controller } our] && difference.Theirs.Copies is [{ Port: Copy.Controller } their]
            && difference.HaveSameCounters && our.Frame.AsSpan().SequenceEqual(their.Frame)
            && our.About.StartsWith(ours + entry, StringComparison.Ordinal) && their.About.StartsWith(theirs + entry, StringComparison.Ordinal)
            && our.About.Split(',').Skip(3).SequenceEqual(their.About.Split(',').Skip(3));
    }

    // One packet-in each, with everything but table and cookie equal.
    private static bool Tells(Difference difference, byte table, ulong theirCookie, byte theirTable) =>
        difference.Ours.Copies is [{ Port: Copy.Controller } our] && difference.Theirs.Copies is [{ Port: Copy.Controller } their]
        && difference.HaveSameCounters && our.Frame.AsSpan().SequenceEqual(their.Frame)
        && our.About.StartsWith($"Action,table={table},cookie=0xffffffffffffffff,", StringComparison.Ordinal)
        && their.About.StartsWith($"Action,table={theirTable},cookie=0x{theirCookie:x},", StringComparison.Ordinal)
        && our.About.Split(',').Skip(3).SequenceEqual(their.About.Split(',').Skip(3));

    private static byte[] Be16(ushort value) => [(byte)(value >> 8), (byte)value];
}
