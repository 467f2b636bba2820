using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>OpenFlow 1.0: does what the messages of one connection ask for, by messages of 1.3 that mean the same to the datapath.</summary>
/// <remarks>
/// Flow entries go to table 0; deletes and statistics see all tables. An entry without wildcards is above all others (§3.4): its priority is 65535,
/// whatever it was given. An ADD starts with fresh counters (RESET_COUNTS in 1.3).
/// </remarks>
internal sealed class MessageHandler10(SwitchContext context) : IMessageHandler
{
    private const int ErrorDataLength = 64;
    private const ushort HighestPriority = ushort.MaxValue;
    private const uint AllActions = 0xfff; // bits by OFPAT_ number, OUTPUT to ENQUEUE
    private const FlowModFlags10 KnownFlags = FlowModFlags10.SendFlowRem | FlowModFlags10.CheckOverlap | FlowModFlags10.Emerg;

    private readonly StatsHandler10 _stats = new(context);
    private readonly MessageBuffer _translated = new();

    public OfpError? Handle(ReadOnlySpan<byte> message, OfpHeader header, MessageBuffer replies)
    {
        switch ((OfpType10)header.Type)
        {
            case OfpType10.FlowMod:
                return FlowMod(new FlowModReader10(message));
            case OfpType10.PacketOut:
                return PacketOut(new PacketOutReader10(message));
            case OfpType10.BarrierRequest:
                RequireLength(message, OfpHeader.Size);
                context.Datapath.Barrier();
                Begin(replies, OfpType10.BarrierReply, header.Xid);
                replies.End();
                return null;
            case OfpType10.EchoRequest:
                Begin(replies, OfpType10.EchoReply, header.Xid);
                replies.Bytes(message[OfpHeader.Size..]);
                replies.End();
                return null;
            case OfpType10.StatsRequest:
                return _stats.Handle(message, replies);
            case OfpType10.PortMod:
                return PortMod(new PortModReader10(message));
            case OfpType10.FeaturesRequest:
                RequireLength(message, OfpHeader.Size);
                WriteFeatures(header.Xid, replies);
                return null;
            case OfpType10.GetConfigRequest:
                RequireLength(message, OfpHeader.Size);
                Begin(replies, OfpType10.GetConfigReply, header.Xid);
                replies.U16((ushort)(context.Datapath.IsDroppingFragments ? ConfigFlags.FragDrop : ConfigFlags.FragNormal));
                replies.U16(context.Datapath.MissSendLength);
                replies.End();
                return null;
            case OfpType10.SetConfig:
                return SetConfig(message);
            case OfpType10.QueueGetConfigRequest:
                return WriteQueues(message, header.Xid, replies);
            case OfpType10.Vendor:
                return message.Length < 12 ? BadRequest.BadLen : BadRequest.BadExperimenter;
            case OfpType10.Hello or OfpType10.EchoReply or OfpType10.Error:
                return null; // that it came is all there is to know
            default:
                return BadRequest.BadType;
        }
    }

    /// <summary>§5.4.4: 8 type, 10 code, 12 data.</summary>
    public void WriteError(ReadOnlySpan<byte> message, uint xid, OfpError error, MessageBuffer replies)
    {
        (ushort type, ushort code) = ErrorCodes10.From(error);
        Begin(replies, OfpType10.Error, xid);
        replies.U16(type);
        replies.U16(code);
        replies.Bytes(message[..Math.Min(message.Length, ErrorDataLength)]);
        replies.End();
    }

    public void LetTimePass(MessageBuffer output)
    {
        // nothing of 1.0 lasts longer than a message
    }

    public void Leave()
    {
        // nor is anything kept elsewhere
    }

    private static void Begin(MessageBuffer replies, OfpType10 type, uint xid) => replies.Begin(OfpConstants.Version10, (OfpType)type, xid);

    private static void RequireLength(ReadOnlySpan<byte> message, int length)
    {
        if (message.Length != length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"{(OfpType10)message[1]} of {message.Length} bytes, not {length}");
        }
    }

    /// <summary>§4.6, §5.3.3. There is no emergency flow cache: BAD_EMERG_TIMEOUT if time-outs are given, else ALL_TABLES_FULL.</summary>
    private OfpError? FlowMod(in FlowModReader10 message)
    {
        if (message.Command > (ushort)FlowModCommand.DeleteStrict)
        {
            return FlowModFailed.BadCommand;
        }

        var command = (FlowModCommand)message.Command;
        bool isDelete = command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        if ((message.Flags & FlowModFlags10.Emerg) != 0 && !isDelete)
        {
            return (message.IdleTimeoutSeconds | message.HardTimeoutSeconds) != 0 ? FlowModFailed.BadTimeout : FlowModFailed.TableFull;
        }

        if ((message.Flags & ~KnownFlags) != 0)
        {
            return FlowModFailed.Unknown;
        }

        Match10 match = message.Match;
        FlowModFlags flags = isDelete ? FlowModFlags.None : (FlowModFlags)message.Flags; // the same bits
        _translated.Reset();
        _translated.Begin(OfpType.FlowMod, message.Xid);
        _translated.U64(message.Cookie);
        _translated.U64(0); // any cookie: 1.0 cannot choose by it
        _translated.U8(isDelete ? OfpTable.All : (byte)0);
        _translated.U8((byte)command);
        _translated.U16(message.IdleTimeoutSeconds);
        _translated.U16(message.HardTimeoutSeconds);
        _translated.U16(match.IsExact ? HighestPriority : message.Priority);
        _translated.U32(isDelete ? OfpNoBuffer.Value : message.BufferId);
        _translated.U32(isDelete ? OfpPort10.ToPort13(message.OutPort) : OfpPort.Any);
        _translated.U32(OfpGroup.Any);
        _translated.U16((ushort)(command == FlowModCommand.Add ? flags | FlowModFlags.ResetCounts : flags));
        _translated.U16(0);
        OfpError? error = MatchTranslator.Write(_translated, in match);
        if (error is null && !isDelete)
        {
            int start = _translated.Count;
            _translated.U16((ushort)InstructionType.ApplyActions);
            int length = _translated.Length();
            _translated.U32(0);
            error = ActionWriter13.Write(_translated, message.Actions, in match);
            _translated.PatchLength(length, start);
            if (_translated.Count == start + 8)
            {
                _translated.Truncate(start); // no actions: drop
            }
        }

        if (error is not null)
        {
            return error;
        }

        _translated.End();
        return context.Datapath.FlowMod(new FlowModReader(_translated.Written), FlowModRules.OpenFlow10);
    }

    /// <summary>§5.3.6. A port of no meaning or that is not there counts as none, as Open vSwitch has it: 1.0 has no error for it.</summary>
    private OfpError? PacketOut(in PacketOutReader10 message)
    {
        uint inPort = OfpPort10.ToPort13(message.InPort);
        if (inPort is not (OfpPort.Controller or OfpPort.Local) && context.Datapath.GetPort(inPort) is null)
        {
            inPort = OfpPort.Controller;
        }

        _translated.Reset();
        _translated.Begin(OfpType.PacketOut, xid: 0);
        _translated.U32(message.BufferId);
        _translated.U32(inPort);
        int length = _translated.Length();
        _translated.Zeros(6);
        int start = _translated.Count;
        if (ActionWriter13.Write(_translated, message.Actions, Match10.Any) is { } error)
        {
            return error;
        }

        _translated.PatchLength(length, start);
        _translated.Bytes(message.Data);
        return context.Datapath.PacketOut(new PacketOutReader(_translated.Written), FlowModRules.OpenFlow10);
    }

    /// <summary>§5.3.4. The features that are advertised may be repeated, not changed: EPERM.</summary>
    private OfpError? PortMod(in PortModReader10 message)
    {
        uint number = OfpPort10.ToPort13(message.PortNumber);
        if (context.Datapath.GetPort(number) is not { } port)
        {
            return PortModFailed.BadPort;
        }

        if (message.Advertise != 0 && message.Advertise != PortFeatures10.FromFeatures13(port.Port.AdvertisedFeatures))
        {
            return BadRequest.Eperm;
        }

        _translated.Reset();
        _translated.Begin(OfpType.PortMod, xid: 0);
        _translated.U32(number);
        _translated.U32(0);
        _translated.Bytes(message.HardwareAddress);
        _translated.U16(0);
        _translated.U32((uint)message.Config);
        _translated.U32((uint)message.Mask);
        _translated.U64(0);
        _translated.End();
        return context.Datapath.PortMod(new PortModReader(_translated.Written), PortConfig.All10);
    }

    /// <summary>§5.3.1: 8 datapath_id  16 n_buffers  20 n_tables  24 capabilities  28 actions  32 ports.</summary>
    private void WriteFeatures(uint xid, MessageBuffer replies)
    {
        Begin(replies, OfpType10.FeaturesReply, xid);
        replies.U64(context.Datapath.DatapathId);
        replies.U32((uint)context.Datapath.BufferCount);
        replies.U8((byte)context.Datapath.TableCount);
        replies.Zeros(3);
        replies.U32((uint)(Capabilities10.FlowStats | Capabilities10.TableStats | Capabilities10.PortStats | Capabilities10.QueueStats | Capabilities10.ArpMatchIp));
        replies.U32(AllActions);
        int room = (OfpConstants.MaxMessageLength - OfpHeader.Size - 24) / PhysicalPort10.Size;
        foreach (PortSnapshot port in context.Datapath.GetPorts())
        {
            if (room > 0 && Protocol10.ToPort10(in port) is { } port10)
            {
                replies.Record(port10);
                room--;
            }
        }

        replies.End();
    }

    /// <summary>§5.3.2: 8 flags, 10 miss_send_len. 1.0 has no error for reassembly, which is not among the capabilities: EPERM.</summary>
    private OfpError? SetConfig(ReadOnlySpan<byte> message)
    {
        RequireLength(message, 12);
        var flags = (ConfigFlags)BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        if (flags is not (ConfigFlags.FragNormal or ConfigFlags.FragDrop))
        {
            return BadRequest.Eperm;
        }

        context.Datapath.IsDroppingFragments = flags == ConfigFlags.FragDrop;
        context.Datapath.MissSendLength = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        return null;
    }

    /// <summary>§5.3.7. Reply: 8 port, 10 pad, 16 queues.</summary>
    private OfpError? WriteQueues(ReadOnlySpan<byte> message, uint xid, MessageBuffer replies)
    {
        RequireLength(message, 12);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        uint wanted = OfpPort10.ToPort13(port);
        if (context.Datapath.GetPort(wanted) is null)
        {
            return QueueOpFailed.BadPort;
        }

        Begin(replies, OfpType10.QueueGetConfigReply, xid);
        replies.U16(port);
        replies.Zeros(6);
        QueueRecords.WriteConfig10(replies, context.Datapath.GetQueues(wanted));
        replies.End();
        return null;
    }
}
