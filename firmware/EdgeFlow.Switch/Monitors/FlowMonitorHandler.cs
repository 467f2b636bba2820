using System.Buffers.Binary;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Monitors;

/// <summary>The flow monitor messages of one connection (ONF extension 187), see docs/flow-monitor.md.</summary>
/// <remarks><b>Threads:</b> used under the control lock.</remarks>
internal sealed class FlowMonitorHandler(OpenFlowConnection connection, SwitchContext context)
{
    private const int MultipartHeaderLength = 24;
    private const int CancelLength = 20;

    private readonly PeerMonitors _monitors = new(connection);

    /// <summary>Sets monitors up and answers with the entries that are there: all that the request asks for, or none.</summary>
    /// <param name="message">A multipart request, header included.</param>
    public OfpError? Watch(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (Read(message[MultipartHeaderLength..], out List<FlowMonitor> asked) is { } refused)
        {
            return refused;
        }

        foreach (FlowMonitor monitor in asked)
        {
            _monitors.Add(monitor);
        }

        context.Watch.Update(connection, _monitors);
        FlowUpdateRecords.Begin(replies, BinaryPrimitives.ReadUInt32BigEndian(message[4..]));
        foreach (FlowMonitor monitor in asked)
        {
            WriteInitial(monitor, replies);
        }

        replies.End();
        return null;
    }

    /// <summary>16 id.</summary>
    public OfpError? Cancel(ReadOnlySpan<byte> message)
    {
        if (message.Length != CancelLength)
        {
            return BadRequest.BadLen;
        }

        if (!_monitors.Remove(BinaryPrimitives.ReadUInt32BigEndian(message[16..])))
        {
            return FlowMonitorFailed.UnknownMonitor;
        }

        context.Watch.Update(connection, _monitors);
        return null;
    }

    /// <summary>Goes on where the peer could not take more.</summary>
    public void LetTimePass(MessageBuffer output) => _monitors.Resume(output);

    private OfpError? Read(ReadOnlySpan<byte> body, out List<FlowMonitor> asked)
    {
        asked = [];
        var ids = new HashSet<uint>();
        var reader = new FlowMonitorRequestReader(body);
        while (reader.MoveNext())
        {
            if ((reader.Flags & ~FlowMonitorFlags.All) != 0)
            {
                return FlowMonitorFailed.BadFlags;
            }

            if (reader.TableId != OfpTable.All && !context.Datapath.HasTable(reader.TableId))
            {
                return FlowMonitorFailed.BadTableId;
            }

            if (_monitors.Contains(reader.Id) || !ids.Add(reader.Id))
            {
                return FlowMonitorFailed.MonitorExists;
            }

            if (_monitors.Count + ids.Count > PeerMonitors.Limit)
            {
                return FlowMonitorFailed.Unknown;
            }

            if (!FlowMatchCompiler.TryCompile(new OxmReader(reader.ToMatch()), out FlowMatch match, out OfpError? unfit))
            {
                return unfit;
            }

            var filter = new FlowFilter { TableId = reader.TableId, OutPort = reader.OutPort, Match = match };
            asked.Add(new FlowMonitor(reader.Id, reader.Flags, filter, reader.HasMatchHeader));
        }

        return null;
    }

    private void WriteInitial(FlowMonitor monitor, MessageBuffer replies)
    {
        if ((monitor.Flags & FlowMonitorFlags.Initial) == 0)
        {
            return;
        }

        foreach (FlowSnapshot flow in context.Datapath.GetFlows(monitor.Filter))
        {
            replies.BeginRecord();
            var change = new FlowChange(FlowUpdateEvent.Added, flow.TableId, flow.Entry);
            FlowUpdateRecords.Write(replies, in change, monitor.Flags, monitor.HasMatchHeader);
            replies.EndRecord();
        }
    }
}
