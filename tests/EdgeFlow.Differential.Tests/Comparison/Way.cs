using System.Collections.Immutable;
using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>All that the tables do to a frame that stays one frame, one action behind the other: lists, then the action set, then a group's only bucket.</summary>
/// <param name="Before">The actions before the end; no outputs and groups.</param>
/// <param name="End">An output to a port, or a decrement, which tells the controller if the TTL is invalid.</param>
/// <param name="Flow">The last flow entry.</param>
/// <param name="IsListed">Whether the end is an action of apply-actions, and not of the action set or a bucket.</param>
internal sealed record Way(ImmutableArray<OfAction> Before, OfAction End, FlowMod Flow, bool IsListed)
{
    private const uint MaxPort = 0xffffff00;

    /// <returns>Null if frames part, or leave in other ways, or if the frame misses a table.</returns>
    internal static Way? Of(RandomTable table, ImmutableArray<FlowMod> path)
    {
        var actions = new List<OfAction>();
        var set = new List<OfAction>();
        for (int i = 0; i < path.Length; i++)
        {
            bool isRight = i + 1 < path.Length
                ? path[i].Instructions is [.., GotoTable go] && go.TableId == path[i + 1].TableId
                : path[i].Instructions is not [.., GotoTable];
            if (!isRight || !Run(path[i].Instructions, actions, set))
            {
                return null;
            }
        }

        int listed = actions.Count;
        actions.AddRange(InOrder(set));
        if (actions is not [.., var last] || !TryInline(table, actions))
        {
            return null;
        }

        return actions is [.. var before, OutputAction { Port: <= MaxPort } or DecNwTtlAction or DecMplsTtlAction] && !before.Any(action => action is OutputAction or GroupAction)
            ? new Way([.. before], actions[^1], path[^1], listed == actions.Count && actions[^1] == last)
            : null;
    }

    /// <summary>What comes out if the actions before the end have made this of the frame.</summary>
    internal ImmutableArray<Copy> Leaves(byte[] frame, int inPort) => End switch
    {
        OutputAction output => output.Port == inPort ? [] : [new Copy((int)output.Port, frame)],
        DecNwTtlAction when FrameView.NetworkTtl(frame) is <= 1 => [InvalidTtl(frame, inPort)],
        DecMplsTtlAction when FrameView.LabelTtl(frame) is <= 1 => [InvalidTtl(frame, inPort)],
        _ => [],
    };

    private Copy InvalidTtl(byte[] frame, int inPort) => new(
        Copy.Controller, frame, $"InvalidTtl,table={Flow.TableId},cookie=0x{(IsListed ? Flow.Cookie : ulong.MaxValue):x},in_port={inPort},length={frame.Length}");

    private static bool Run(ImmutableArray<Instruction> instructions, List<OfAction> actions, List<OfAction> set)
    {
        foreach (Instruction instruction in instructions)
        {
            switch (instruction)
            {
                case ApplyActions apply:
                    actions.AddRange(apply.Actions);
                    break;
                case ClearActions:
                    set.Clear();
                    break;
                case WriteActions write:
                    foreach (OfAction action in write.Actions)
                    {
                        set.RemoveAll(other => Kind(other) == Kind(action));
                        set.Add(action);
                    }

                    break;
                case GotoTable or WriteMetadata:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool TryInline(RandomTable table, List<OfAction> actions)
    {
        while (actions is [.., GroupAction last])
        {
            if (table.Groups.FirstOrDefault(group => group.GroupId == last.GroupId) is not { Buckets: [var bucket] })
            {
                return false;
            }

            actions.RemoveAt(actions.Count - 1);
            actions.AddRange(InOrder(bucket.Actions));
        }

        return true;
    }

    // §5.10: one of each type and field; in this order; no output if there is a group.
    private static (Type, OpenFlow.OxmField?) Kind(OfAction action) => (action.GetType(), (action as SetFieldAction)?.Field.Field);

    private static IEnumerable<OfAction> InOrder(IReadOnlyCollection<OfAction> set) =>
        set.Where(action => action is not OutputAction || !set.Any(other => other is GroupAction)).OrderBy(action => action switch
        {
            PopVlanAction or PopMplsAction => 0,
            PushMplsAction => 1,
            PushVlanAction => 2,
            DecNwTtlAction or DecMplsTtlAction => 3,
            GroupAction => 5,
            OutputAction => 6,
            _ => 4,
        });
}
