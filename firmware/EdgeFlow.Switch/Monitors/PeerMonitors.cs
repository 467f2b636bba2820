using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Monitors;

/// <summary>The flow monitors of one connection.</summary>
/// <remarks>
/// A change that several of them want is told once. A peer that does not take what it is told is told <i>paused</i>; what changes from then on is kept
/// by entry, not by change, so that it needs no more room than the tables. When the peer has taken everything, it is told the sum of the changes, then
/// <i>resumed</i>.
/// <b>Threads:</b> used under the control lock.
/// </remarks>
internal sealed class PeerMonitors(OpenFlowConnection connection)
{
    /// <summary>Monitors that one connection may have.</summary>
    public const int Limit = 1024;

    private readonly Dictionary<uint, FlowMonitor> _monitors = [];
    private readonly Dictionary<FlowEntry, Missed> _missed = [];
    private readonly MessageBuffer _message = new(512);
    private bool _isPaused;

    public int Count => _monitors.Count;

    public bool Contains(uint id) => _monitors.ContainsKey(id);

    public void Add(FlowMonitor monitor) => _monitors.Add(monitor.Id, monitor);

    public bool Remove(uint id)
    {
        bool isRemoved = _monitors.Remove(id);
        if (_monitors.Count == 0)
        {
            _missed.Clear(); // nobody is left to miss it
        }

        return isRemoved;
    }

    /// <summary>Tells of a change, if a monitor wants it.</summary>
    /// <param name="own">Null, or what the peer is doing: it changed the entry itself.</param>
    public void Tell(in FlowChange change, FlowWatch.Turn? own)
    {
        if (!IsWanted(in change, out FlowMonitorFlags flags, out bool hasMatchHeader))
        {
            return;
        }

        if (_isPaused)
        {
            Keep(in change, flags, hasMatchHeader);
            return;
        }

        _message.Reset();
        FlowUpdateRecords.Begin(_message, 0);
        if (own is not null && (flags & FlowMonitorFlags.Own) == 0)
        {
            if (own.IsAbbreviated)
            {
                return;
            }

            own.IsAbbreviated = true;
            FlowUpdateRecords.WriteAbbreviated(_message, own.Xid);
        }
        else
        {
            FlowUpdateRecords.Write(_message, in change, flags, hasMatchHeader);
        }

        _message.End();
        if (own is not null)
        {
            own.Replies.Bytes(_message.Written); // behind what the peer was answered before, in front of the barrier reply
        }
        else if (!connection.Output.TryAppendEvent(_message.Written))
        {
            _isPaused = true;
            Keep(in change, flags, hasMatchHeader);
            connection.Output.Append(State(OnfExperimenter.FlowMonitorPaused));
        }
    }

    /// <summary>Tells what was missed once the peer has taken what it was told.</summary>
    public void Resume(MessageBuffer output)
    {
        if (!_isPaused || !connection.Output.IsEmpty)
        {
            return;
        }

        _isPaused = false;
        if (_missed.Count > 0)
        {
            FlowUpdateRecords.Begin(output, 0);
            WriteMissed(output, isDeleted: true);
            WriteMissed(output, isDeleted: false);
            output.End();
            _missed.Clear();
        }

        output.Bytes(State(OnfExperimenter.FlowMonitorResumed));
    }

    private bool IsWanted(in FlowChange change, out FlowMonitorFlags flags, out bool hasMatchHeader)
    {
        (flags, hasMatchHeader) = (FlowMonitorFlags.None, false);
        bool isWanted = false;
        foreach (FlowMonitor monitor in _monitors.Values)
        {
            if (monitor.Wants(in change))
            {
                isWanted = true;
                flags |= monitor.Flags;
                hasMatchHeader |= monitor.HasMatchHeader;
            }
        }

        return isWanted;
    }

    /// <summary>Sums a change up with what is kept. An entry that came and went meanwhile was never there for the peer; one that came is new,
    /// whatever was changed in it since; one that took the place of an entry that the peer knows must be told of when it goes.</summary>
    private void Keep(in FlowChange change, FlowMonitorFlags flags, bool hasMatchHeader)
    {
        FlowChange kept = change;
        bool isKnown = true;
        if (change.Event == FlowUpdateEvent.Added)
        {
            isKnown = change.Replaced is { } replaced && (!_missed.Remove(replaced, out Missed its) || its.IsKnown);
        }
        else if (_missed.TryGetValue(change.Entry, out Missed before))
        {
            isKnown = before.IsKnown;
            if (change.Event == FlowUpdateEvent.Deleted && !isKnown)
            {
                _missed.Remove(change.Entry);
                return;
            }

            kept = change.Event == FlowUpdateEvent.Modified ? before.Change : change;
        }

        _missed[change.Entry] = new Missed(kept, isKnown, flags, hasMatchHeader);
    }

    /// <summary>Deletions first: an entry of the same match and priority may have come since.</summary>
    private void WriteMissed(MessageBuffer output, bool isDeleted)
    {
        foreach (Missed missed in _missed.Values)
        {
            if (missed.Change.Event == FlowUpdateEvent.Deleted == isDeleted)
            {
                output.BeginRecord();
                FlowUpdateRecords.Write(output, missed.Change, missed.Flags, missed.HasMatchHeader);
                output.EndRecord();
            }
        }
    }

    private ReadOnlySpan<byte> State(uint type)
    {
        _message.Reset();
        _message.Begin(OfpType.Experimenter, 0);
        _message.U32(OnfExperimenter.Id);
        _message.U32(type);
        _message.End();
        return _message.Written;
    }

    /// <param name="IsKnown">Whether the peer was told of an entry of this match and priority before.</param>
    private readonly record struct Missed(FlowChange Change, bool IsKnown, FlowMonitorFlags Flags, bool HasMatchHeader);
}
