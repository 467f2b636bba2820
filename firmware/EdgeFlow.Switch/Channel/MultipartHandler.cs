using System.Buffers.Binary;
using EdgeFlow.Hal.Groups;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Meters;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;
using EdgeFlow.Switch.Monitors;

namespace EdgeFlow.Switch.Channel;

/// <summary>Answers multipart requests (OpenFlow 1.3.5 §7.3.5).</summary>
internal sealed class MultipartHandler(SwitchContext context, TableExtensionHandler tables, FlowMonitorHandler monitors)
{
    private const int HeaderLength = 16;
    private const uint AllGroupTypes = 0b1111;

    // Bits by OFPAT_ number: every action of 1.3.
    private const uint AllActions = 1u << 0 | 0b11u << 11 | 0x1fffu << 15;

    private readonly Datapath _datapath = context.Datapath;
    private readonly TableFeaturesHandler _tableFeatures = new(context.Datapath);

    public OfpError? Handle(ReadOnlySpan<byte> message, ControllerRole role, MessageBuffer replies)
    {
        Require(message, HeaderLength);
        uint xid = Word(message, 4);
        var type = (MultipartType)BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        bool hasMore = (BinaryPrimitives.ReadUInt16BigEndian(message[10..]) & (ushort)MultipartFlags.More) != 0;
        ReadOnlySpan<byte> body = message[HeaderLength..];
        if (hasMore && type != MultipartType.TableFeatures)
        {
            return BadRequest.MultipartBufferOverflow; // no other request of this version is longer than a message
        }

        switch (type)
        {
            case MultipartType.Desc:
                RequireBody(body, 0);
                WriteDescription(xid, replies);
                return null;
            case MultipartType.Flow:
                return WriteFlows(body, xid, replies);
            case MultipartType.Aggregate:
                return WriteAggregate(body, xid, replies);
            case MultipartType.Table:
                RequireBody(body, 0);
                WriteTables(xid, replies);
                return null;
            case MultipartType.PortStats:
                return WritePortStats(body, xid, replies);
            case MultipartType.Queue:
                return WriteQueueStats(body, xid, replies);
            case MultipartType.Group:
                RequireBody(body, 8);
                WriteGroupStats(Word(body, 0), xid, replies);
                return null;
            case MultipartType.GroupDesc:
                RequireBody(body, 0);
                WriteGroupDescriptions(xid, replies);
                return null;
            case MultipartType.GroupFeatures:
                RequireBody(body, 0);
                WriteGroupFeatures(xid, replies);
                return null;
            case MultipartType.Meter:
                return WriteMeters(type, body, xid, replies, MeterRecords.WriteStats);
            case MultipartType.MeterConfig:
                return WriteMeters(type, body, xid, replies, MeterRecords.WriteConfig);
            case MultipartType.MeterFeatures:
                RequireBody(body, 0);
                WriteMeterFeatures(xid, replies);
                return null;
            case MultipartType.TableFeatures:
                return _tableFeatures.Handle(body, hasMore, role, xid, replies);
            case MultipartType.PortDesc:
                RequireBody(body, 0);
                WritePortDescriptions(xid, replies);
                return null;
            case MultipartType.Experimenter:
                Require(message, HeaderLength + 8);
                return (Word(body, 0), Word(body, 4)) switch
                {
                    (OnfTableExtension.ExperimenterId, OnfTableExtension.TableDescription) => tables.HandleMultipart(message, replies),
                    (OnfExperimenter.Id, OnfExperimenter.FlowMonitor) => monitors.Watch(message, replies),
                    _ => BadRequest.BadExperimenter,
                };
            default:
                return BadRequest.BadMultipart;
        }
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static void Require(ReadOnlySpan<byte> message, int length)
    {
        if (message.Length < length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"multipart request of {message.Length} bytes, not {length}");
        }
    }

    private static void RequireBody(ReadOnlySpan<byte> body, int length)
    {
        if (body.Length != length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"multipart request with a body of {body.Length} bytes, not {length}");
        }
    }

    /// <summary>§7.3.5.1.</summary>
    private void WriteDescription(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.Desc, xid);
        SwitchDescriptionRecord.Write(replies, context.Description);
        replies.End();
    }

    /// <summary>§7.3.5.2: 0 table_id  4 out_port  8 out_group  16 cookie  24 cookie_mask  32 match.</summary>
    private OfpError? ReadFilter(ReadOnlySpan<byte> body, out FlowFilter filter)
    {
        filter = new FlowFilter();
        if (body.Length < 40)
        {
            return BadRequest.BadLen;
        }

        if (!_datapath.HasTable(body[0]) && body[0] != OfpTable.All)
        {
            return BadRequest.BadTableId;
        }

        if (!FlowMatchCompiler.TryCompile(new OxmReader(body[32..]), out FlowMatch match, out OfpError? error))
        {
            return error;
        }

        filter = new FlowFilter
        {
            TableId = body[0],
            OutPort = Word(body, 4),
            OutGroup = Word(body, 8),
            Cookie = BinaryPrimitives.ReadUInt64BigEndian(body[16..]),
            CookieMask = BinaryPrimitives.ReadUInt64BigEndian(body[24..]),
            Match = match,
        };
        return null;
    }

    private OfpError? WriteFlows(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        if (ReadFilter(body, out FlowFilter filter) is { } error)
        {
            return error;
        }

        replies.BeginMultipart(MultipartType.Flow, xid);
        foreach (FlowSnapshot flow in _datapath.GetFlows(in filter))
        {
            replies.BeginRecord();
            FlowRecords.Write(replies, in flow);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    private OfpError? WriteAggregate(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        if (ReadFilter(body, out FlowFilter filter) is { } error)
        {
            return error;
        }

        ulong packets = 0, bytes = 0;
        uint count = 0;
        foreach (FlowSnapshot flow in _datapath.GetFlows(in filter))
        {
            packets = FlowRecords.Sum(packets, flow.Entry.PacketCount);
            bytes = FlowRecords.Sum(bytes, flow.Entry.ByteCount);
            count++;
        }

        replies.BeginMultipart(MultipartType.Aggregate, xid);
        replies.U64(packets);
        replies.U64(bytes);
        replies.U32(count);
        replies.U32(0);
        replies.End();
        return null;
    }

    /// <summary>§7.3.5.4: 0 table_id  4 active_count  8 lookup_count  16 matched_count.</summary>
    private void WriteTables(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.Table, xid);
        foreach (TableSnapshot table in _datapath.GetTables())
        {
            replies.BeginRecord();
            replies.U8(table.TableId);
            replies.Zeros(3);
            replies.U32((uint)table.Count);
            replies.U64(table.Lookups);
            replies.U64(table.Matched);
            replies.EndRecord();
        }

        replies.End();
    }

    /// <summary>§7.3.5.6: 0 port_no, 8 twelve counters, 104 duration.</summary>
    private OfpError? WritePortStats(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        RequireBody(body, 8);
        uint number = Word(body, 0);
        IReadOnlyList<PortSnapshot> ports = _datapath.GetPorts();
        if (number != OfpPort.Any)
        {
            if (_datapath.GetPort(number) is not { } port)
            {
                return BadRequest.BadPort;
            }

            ports = [port];
        }

        replies.BeginMultipart(MultipartType.PortStats, xid);
        foreach (PortSnapshot port in ports)
        {
            replies.BeginRecord();
            replies.U32(port.Port.Number);
            replies.U32(0);
            EventMessages.Counters(replies, port.Counters);
            EventMessages.Duration(replies, port.Age);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    /// <summary>§7.3.5.8.</summary>
    private OfpError? WriteQueueStats(ReadOnlySpan<byte> body, uint xid, MessageBuffer replies)
    {
        RequireBody(body, 8);
        if (QueueRecords.Select(_datapath, Word(body, 0), Word(body, 4), out IReadOnlyList<QueueSnapshot> queues) is { } error)
        {
            return error;
        }

        replies.BeginMultipart(MultipartType.Queue, xid);
        foreach (QueueSnapshot queue in queues)
        {
            replies.BeginRecord();
            QueueRecords.WriteStats(replies, queue);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    private void WritePortDescriptions(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.PortDesc, xid);
        foreach (PortSnapshot port in _datapath.GetPorts())
        {
            replies.BeginRecord();
            EventMessages.Port(replies, in port);
            replies.EndRecord();
        }

        replies.End();
    }

    private void WriteGroupStats(uint groupId, uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.Group, xid);
        foreach (GroupSnapshot group in _datapath.GetGroups(groupId))
        {
            replies.BeginRecord();
            GroupRecords.WriteStats(replies, group);
            replies.EndRecord();
        }

        replies.End();
    }

    private void WriteGroupDescriptions(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.GroupDesc, xid);
        foreach (GroupSnapshot group in _datapath.GetGroups())
        {
            replies.BeginRecord();
            GroupRecords.WriteDescription(replies, group);
            replies.EndRecord();
        }

        replies.End();
    }

    /// <summary>§7.3.5.9.3: 0 types  4 capabilities  8 max_groups per type  24 actions per type.</summary>
    private void WriteGroupFeatures(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.GroupFeatures, xid);
        replies.U32(AllGroupTypes);
        replies.U32((uint)(GroupCapabilities.SelectWeight | GroupCapabilities.SelectLiveness | GroupCapabilities.Chaining | GroupCapabilities.ChainingChecks));
        for (int type = 0; type < 4; type++)
        {
            replies.U32((uint)context.DatapathOptions.MaxGroups);
        }

        for (int type = 0; type < 4; type++)
        {
            replies.U32(AllActions);
        }

        replies.End();
    }

    private OfpError? WriteMeters(
        MultipartType type, ReadOnlySpan<byte> body, uint xid, MessageBuffer replies, Action<MessageBuffer, MeterSnapshot> write)
    {
        RequireBody(body, 8);
        uint meterId = Word(body, 0);
        IReadOnlyList<MeterSnapshot> meters = _datapath.GetMeters(meterId);
        if (meters.Count == 0 && meterId != OfpMeter.All)
        {
            return MeterModFailed.UnknownMeter;
        }

        replies.BeginMultipart(type, xid);
        foreach (MeterSnapshot meter in meters)
        {
            replies.BeginRecord();
            write(replies, meter);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    /// <summary>§7.3.5.13: 0 max_meter  4 band_types  8 capabilities  12 max_bands  13 max_color.</summary>
    private void WriteMeterFeatures(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.MeterFeatures, xid);
        replies.U32((uint)context.DatapathOptions.MaxMeters);
        replies.U32(1u << (int)MeterBandType.Drop | 1u << (int)MeterBandType.DscpRemark);
        replies.U32((uint)(MeterFlags.Kbps | MeterFlags.Pktps | MeterFlags.Burst | MeterFlags.Stats));
        replies.U8((byte)context.DatapathOptions.MaxBands);
        replies.Zeros(3);
        replies.End();
    }
}
