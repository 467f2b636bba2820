using System.Buffers.Binary;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Queues;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>Answers statistics requests (OpenFlow 1.0.1 §5.3.5).</summary>
internal sealed class StatsHandler10(SwitchContext context)
{
    private const int HeaderLength = 12;

    private readonly Datapath _datapath = context.Datapath;
    private readonly MessageBuffer _match = new(256);

    public OfpError? Handle(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (message.Length < HeaderLength)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"statistics request of {message.Length} bytes, not {HeaderLength}");
        }

        uint xid = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        var type = (StatsType10)BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        ReadOnlySpan<byte> body = message[HeaderLength..];
        switch (type)
        {
            case StatsType10.Desc:
                RequireBody(body, 0);
                Begin(replies, type, xid);
                SwitchDescriptionRecord.Write(replies, context.Description);
                replies.End();
                return null;
            case StatsType10.Flow:
                return WriteFlows(body, xid, replies);
            case StatsType10.Aggregate:
                return WriteAggregate(body, xid, replies);
            case StatsType10.Table:
                RequireBody(body, 0);
                WriteTables(xid, replies);
                return null;
            case StatsType10.Port:
                RequireBody(body, 8);
                WritePorts(BinaryPrimitives.ReadUInt16BigEndian(body), xid, replies);
                return null;
            case StatsType10.Queue:
                return WriteQueues(body, xid, replies);
            case StatsType10.Vendor:
                return BadRequest.BadExperimenter;
            default:
                return BadRequest.BadMultipart;
        }
    }

    private static void RequireBody(ReadOnlySpan<byte> body, int length)
    {
        if (body.Length != length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"statistics request with a body of {body.Length} bytes, not {length}");
        }
    }

    /// <summary>8 type, 10 flags, 12 body.</summary>
    private static void Begin(MessageBuffer replies, StatsType10 type, uint xid)
    {
        replies.Begin(OfpConstants.Version10, (OfpType)OfpType10.StatsReply, xid);
        replies.U16((ushort)type);
        replies.U16(0);
        replies.EndPartHeader();
    }

    private IReadOnlyList<FlowSnapshot> Select(ReadOnlySpan<byte> body)
    {
        RequireBody(body, FlowStatsRequest10.Size);
        FlowStatsRequest10 request = FlowStatsRequest10.Read(body);
        Match10 wanted = request.Match;
        _match.Reset();
        if (MatchTranslator.Write(_match, in wanted) is not null || !FlowMatchCompiler.TryCompile(new OxmReader(_match.Written), out FlowMatch match, out _))
        {
            return []; // nothing can be like that
        }

        return _datapath.GetFlows(new FlowFilter { TableId = request.TableId, OutPort = OfpPort10.ToPort13(request.OutPort), Match = match });
    }

    private OfpError? WriteFlows(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        IReadOnlyList<FlowSnapshot> flows = Select(body);
        Begin(replies, StatsType10.Flow, xid);
        foreach (FlowSnapshot flow in flows)
        {
            replies.BeginRecord();
            WriteFlow(replies, in flow);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    private static void WriteFlow(MessageBuffer replies, in FlowSnapshot flow)
    {
        FlowEntry entry = flow.Entry;
        (uint seconds, uint nanoseconds) = Protocol10.Split(flow.Age);
        int start = replies.Count;
        replies.Record(new FlowStatsHeader10(
            0, // patched below
            flow.TableId,
            MatchTranslator.Read(new OxmReader(entry.MatchBytes.Span)),
            seconds,
            nanoseconds,
            entry.Priority,
            entry.IdleTimeoutSeconds,
            entry.HardTimeoutSeconds,
            entry.Cookie,
            entry.PacketCount,
            entry.ByteCount));
        ActionWriter10.Write(replies, new InstructionReader(flow.InstructionBytes.Span));
        replies.PatchLength(start, start);
    }

    /// <summary>0 packets  8 bytes  16 flows  20 pad.</summary>
    private OfpError? WriteAggregate(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        ulong packets = 0, bytes = 0;
        uint count = 0;
        foreach (FlowSnapshot flow in Select(body))
        {
            packets = FlowRecords.Sum(packets, flow.Entry.PacketCount);
            bytes = FlowRecords.Sum(bytes, flow.Entry.ByteCount);
            count++;
        }

        Begin(replies, StatsType10.Aggregate, xid);
        replies.U64(packets);
        replies.U64(bytes);
        replies.U32(count);
        replies.U32(0);
        replies.End();
        return null;
    }

    private void WriteTables(uint xid, MessageBuffer replies)
    {
        Begin(replies, StatsType10.Table, xid);
        foreach (TableSnapshot table in _datapath.GetTables())
        {
            replies.BeginRecord();
            replies.Record(new TableStats10(
                table.TableId, $"table{table.TableId}", Wildcards10.All, (uint)table.Capacity, (uint)table.Count, table.Lookups, table.Matched));
            replies.EndRecord();
        }

        replies.End();
    }

    /// <summary>0 port_no  2 pad  8 twelve counters. A port that is not there has no statistics: 1.0 has no error for it.</summary>
    private void WritePorts(ushort number, uint xid, MessageBuffer replies)
    {
        Begin(replies, StatsType10.Port, xid);
        foreach (PortSnapshot port in _datapath.GetPorts())
        {
            if (!OfpPort10.TryFromPort13(port.Port.Number, out ushort number10) || (number != OfpPort10.None && number != number10))
            {
                continue;
            }

            replies.BeginRecord();
            replies.U16(number10);
            replies.Zeros(6);
            EventMessages.Counters(replies, port.Counters);
            replies.EndRecord();
        }

        replies.End();
    }

    /// <summary>Request: 0 port_no, 4 queue_id.</summary>
    private OfpError? WriteQueues(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        RequireBody(body, 8);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(body);
        uint wanted = port is OfpPort10.None or OfpPort10.All ? OfpPort.Any : OfpPort10.ToPort13(port);
        if (QueueRecords.Select(_datapath, wanted, BinaryPrimitives.ReadUInt32BigEndian(body[4..]), out IReadOnlyList<QueueSnapshot> queues) is { } error)
        {
            return error;
        }

        Begin(replies, StatsType10.Queue, xid);
        foreach (QueueSnapshot queue in queues)
        {
            if (OfpPort10.TryFromPort13(queue.PortNumber, out ushort number))
            {
                replies.BeginRecord();
                QueueRecords.WriteStats10(replies, queue, number);
                replies.EndRecord();
            }
        }

        replies.End();
        return null;
    }
}
