using System.Buffers.Binary;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.Switch.Bundles;
using EdgeFlow.Switch.Messages;
using EdgeFlow.Switch.Monitors;

namespace EdgeFlow.Switch.Channel;

/// <summary>OpenFlow 1.3: does what the messages of one connection ask for.</summary>
internal sealed class MessageHandler(OpenFlowConnection connection, SwitchContext context) : IMessageHandler
{
    private const int ExperimenterHeaderLength = 16;

    private readonly TableExtensionHandler _tables = new(connection, context.Datapath);
    private readonly HoldHandler _holds = new(context.Datapath);
    private readonly BundleHandler _bundles = new(new BundleStore(context.Time), context.Datapath);
    private readonly FlowMonitorHandler _monitors = new(connection, context);
    private MultipartHandler? _multiparts;

    public OfpError? Handle(ReadOnlySpan<byte> message, OfpHeader header, MessageBuffer replies)
    {
        if (connection.Role == ControllerRole.Slave && IsForMasters(header.Type))
        {
            return BadRequest.IsSlave;
        }

        context.Watch.Begin(connection, header.Xid, replies);
        try
        {
            return Carry(message, header, replies);
        }
        finally
        {
            context.Watch.End();
        }
    }

    public void WriteError(ReadOnlySpan<byte> message, uint xid, OfpError error, MessageBuffer replies) =>
        ErrorMessages.Write(replies, message, xid, error);

    public void LetTimePass(MessageBuffer output)
    {
        _bundles.DropForgotten(output);
        _monitors.LetTimePass(output);
    }

    public void Leave() => context.Watch.Forget(connection);

    /// <summary>§6.3.5: what a slave must not do.</summary>
    private static bool IsForMasters(OfpType type) => type
        is OfpType.FlowMod or OfpType.PacketOut or OfpType.GroupMod or OfpType.MeterMod or OfpType.PortMod or OfpType.TableMod
        or OfpType.SetConfig;

    private OfpError? Carry(ReadOnlySpan<byte> message, OfpHeader header, MessageBuffer replies)
    {
        switch (header.Type)
        {
            case OfpType.FlowMod:
                return context.Datapath.FlowMod(new FlowModReader(message));
            case OfpType.PacketOut:
                return context.Datapath.PacketOut(new PacketOutReader(message));
            case OfpType.BarrierRequest:
                RequireLength(message, OfpHeader.Size);
                context.Datapath.Barrier();
                replies.Empty(OfpType.BarrierReply, header.Xid);
                return null;
            case OfpType.EchoRequest:
                replies.Begin(OfpType.EchoReply, header.Xid);
                replies.Bytes(message[OfpHeader.Size..]);
                replies.End();
                return null;
            case OfpType.MultipartRequest:
                return (_multiparts ??= new MultipartHandler(context, _tables, _monitors)).Handle(message, connection.Role, replies);
            case OfpType.GroupMod:
                return context.Datapath.GroupMod(new GroupModReader(message));
            case OfpType.MeterMod:
                return context.Datapath.MeterMod(new MeterModReader(message));
            case OfpType.PortMod:
                return context.Datapath.PortMod(new PortModReader(message));
            case OfpType.TableMod:
                return context.Datapath.TableMod(new TableModReader(message));
            case OfpType.FeaturesRequest:
                RequireLength(message, OfpHeader.Size);
                WriteFeatures(header.Xid, replies);
                return null;
            case OfpType.GetConfigRequest:
                RequireLength(message, OfpHeader.Size);
                replies.Begin(OfpType.GetConfigReply, header.Xid);
                replies.U16((ushort)(context.Datapath.IsDroppingFragments ? ConfigFlags.FragDrop : ConfigFlags.FragNormal));
                replies.U16(context.Datapath.MissSendLength);
                replies.End();
                return null;
            case OfpType.SetConfig:
                return SetConfig(message);
            case OfpType.RoleRequest:
                return RequestRole(message, header.Xid, replies);
            case OfpType.GetAsyncRequest:
                RequireLength(message, OfpHeader.Size);
                WriteAsyncConfig(header.Xid, replies);
                return null;
            case OfpType.SetAsync:
                return SetAsyncConfig(message);
            case OfpType.QueueGetConfigRequest:
                return WriteQueues(message, header.Xid, replies);
            case OfpType.Experimenter:
                return HandleExperimenter(message, replies);
            case OfpType.Hello or OfpType.EchoReply or OfpType.Error:
                return null; // that it came is all there is to know
            default:
                return BadRequest.BadType;
        }
    }

    private OfpError? HandleExperimenter(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (message.Length >= ExperimenterHeaderLength)
        {
            (uint experimenter, uint type) = (Word(message, 8), Word(message, 12));
            if (TableExtensionHandler.Handles(experimenter, type))
            {
                return _tables.Handle(message, replies);
            }

            if (experimenter == OnfExperimenter.Id && type == OnfExperimenter.FlowMonitorCancel)
            {
                return _monitors.Cancel(message);
            }

            if (experimenter == OnfExperimenter.Id)
            {
                return _bundles.Handle(message, connection.Role, replies);
            }
        }

        return _holds.Handle(message, connection.Role, replies);
    }

    private static uint Word(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt32BigEndian(message[offset..]);

    private static void RequireLength(ReadOnlySpan<byte> message, int length)
    {
        if (message.Length != length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"{(OfpType)message[1]} of {message.Length} bytes, not {length}");
        }
    }

    /// <summary>§7.3.1: 8 datapath_id  16 n_buffers  20 n_tables  21 auxiliary_id  24 capabilities  28 reserved.</summary>
    private void WriteFeatures(uint xid, MessageBuffer replies)
    {
        replies.Begin(OfpType.FeaturesReply, xid);
        replies.U64(context.Datapath.DatapathId);
        replies.U32((uint)context.Datapath.BufferCount);
        replies.U8((byte)context.Datapath.TableCount);
        replies.U8(connection.AuxiliaryId);
        replies.Zeros(2);
        replies.U32((uint)(Capabilities.FlowStats | Capabilities.TableStats | Capabilities.PortStats | Capabilities.GroupStats | Capabilities.QueueStats));
        replies.U32(0);
        replies.End();
        connection.NoteIdentified();
    }

    /// <summary>§7.3.2: 8 flags, 10 miss_send_len.</summary>
    private OfpError? SetConfig(ReadOnlySpan<byte> message)
    {
        RequireLength(message, 12);
        var flags = (ConfigFlags)BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        if (flags is not (ConfigFlags.FragNormal or ConfigFlags.FragDrop))
        {
            return SwitchConfigFailed.BadFlags; // OFPC_IP_REASM is not among the capabilities
        }

        context.Datapath.IsDroppingFragments = flags == ConfigFlags.FragDrop;
        context.Datapath.MissSendLength = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        return null;
    }

    /// <summary>§7.3.9: 8 role, 12 pad, 16 generation_id.</summary>
    private OfpError? RequestRole(ReadOnlySpan<byte> message, uint xid, MessageBuffer replies)
    {
        RequireLength(message, 24);
        var role = (ControllerRole)BinaryPrimitives.ReadUInt32BigEndian(message[8..]);
        RoleResult result = context.Hub.RequestRole(connection, role, BinaryPrimitives.ReadUInt64BigEndian(message[16..]));
        if (result.Error is { } error)
        {
            return error;
        }

        replies.Begin(OfpType.RoleReply, xid);
        replies.U32((uint)connection.Role);
        replies.U32(0);
        replies.U64(result.GenerationId);
        replies.End();
        return null;
    }

    /// <summary>§7.3.10: masks for masters and slaves of packet-in, port-status, flow-removed.</summary>
    private void WriteAsyncConfig(uint xid, MessageBuffer replies)
    {
        AsyncConfig config = connection.AsyncConfig;
        replies.Begin(OfpType.GetAsyncReply, xid);
        replies.U32(config.PacketInMaster);
        replies.U32(config.PacketInSlave);
        replies.U32(config.PortStatusMaster);
        replies.U32(config.PortStatusSlave);
        replies.U32(config.FlowRemovedMaster);
        replies.U32(config.FlowRemovedSlave);
        replies.End();
    }

    private OfpError? SetAsyncConfig(ReadOnlySpan<byte> message)
    {
        RequireLength(message, 32);
        connection.AsyncConfig = new AsyncConfig
        {
            PacketInMaster = BinaryPrimitives.ReadUInt32BigEndian(message[8..]),
            PacketInSlave = BinaryPrimitives.ReadUInt32BigEndian(message[12..]),
            PortStatusMaster = BinaryPrimitives.ReadUInt32BigEndian(message[16..]),
            PortStatusSlave = BinaryPrimitives.ReadUInt32BigEndian(message[20..]),
            FlowRemovedMaster = BinaryPrimitives.ReadUInt32BigEndian(message[24..]),
            FlowRemovedSlave = BinaryPrimitives.ReadUInt32BigEndian(message[28..]),
        };
        return null;
    }

    /// <summary>§7.3.6: 8 port  12 pad  16 queues.</summary>
    private OfpError? WriteQueues(ReadOnlySpan<byte> message, uint xid, MessageBuffer replies)
    {
        RequireLength(message, 16);
        uint port = BinaryPrimitives.ReadUInt32BigEndian(message[8..]);
        if (QueueRecords.Select(context.Datapath, port, OfpQueue.All, out IReadOnlyList<QueueSnapshot> queues) is { } error)
        {
            return error;
        }

        replies.Begin(OfpType.QueueGetConfigReply, xid);
        replies.U32(port);
        replies.U32(0);
        QueueRecords.WriteConfig(replies, queues);
        replies.End();
        return null;
    }
}
