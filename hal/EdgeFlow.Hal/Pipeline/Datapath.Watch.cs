using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Tells of changes to flow entries, for flow monitors (ONF extension 187).</content>
public sealed partial class Datapath
{
    /// <summary>Whether <see cref="IDatapathEvents.OnFlowChanged"/> is wanted; off at first, as it costs a call per change. Under the agent's control lock.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether a filter names an entry, by what it does now or by what it did before.</summary>
    public static bool IsNamed(in FlowFilter filter, in FlowChange change)
    {
        FlowEntry entry = change.Entry;
        FlowMatch match = filter.Match;
        return (filter.TableId == OfpTable.All || filter.TableId == change.TableId)
            && ((entry.Cookie ^ filter.Cookie) & filter.CookieMask) == 0
            && entry.IsCoveredBy(in match)
            && (IsNamed(ProgramOf(entry), filter.OutPort, filter.OutGroup)
                || (change.PreviousProgram is FlowProgram previous && IsNamed(previous, filter.OutPort, filter.OutGroup)));
    }

    /// <summary>The instructions of an entry as the controller sent them.</summary>
    public static ReadOnlyMemory<byte> InstructionsOf(FlowEntry entry) => ProgramOf(entry).InstructionBytes;

    private void TellChange(FlowChange change)
    {
        if (!IsWatched)
        {
            return;
        }

        if (_changes is { } changes)
        {
            changes.OnCommit(() => _events.OnFlowChanged(in change));
        }
        else
        {
            _events.OnFlowChanged(in change);
        }
    }
}
