using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Events;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes what a switch sends unasked, and the port structure that replies share (OpenFlow 1.3.5 §7.2.1, §7.4).</summary>
internal static class EventMessages
{
    private const int MaxPortName = 16;

    /// <summary>
    /// OFPT_PACKET_IN: 8 buffer_id  12 total_len  14 reason  15 table_id  16 cookie  24 match, padded to 8; 2 pad; data.
    /// </summary>
    public static void PacketIn(MessageBuffer output, in PacketInRecord record, ReadOnlySpan<byte> data)
    {
        output.Begin(OfpType.PacketIn, xid: 0);
        output.U32(record.BufferId);
        output.U16((ushort)Math.Min(record.TotalLength, ushort.MaxValue));
        output.U8((byte)record.Reason);
        output.U8(record.TableId);
        output.U64(record.Cookie);
        int match = output.Count;
        output.U16(1); // OFPMT_OXM
        int length = output.Length();
        output.U32(OxmFields.Header(OxmField.InPort, hasMask: false));
        output.U32(record.InPort);
        if (record.InPhyPort != record.InPort)
        {
            output.U32(OxmFields.Header(OxmField.InPhyPort, hasMask: false));
            output.U32(record.InPhyPort);
        }

        Context(output, OxmField.Metadata, record.Metadata);
        Context(output, OxmField.TunnelId, record.TunnelId);
        output.PatchLength(length, match);
        output.PadTo8(match);
        output.Zeros(2);
        output.Bytes(data[..Math.Min(data.Length, OfpConstants.MaxMessageLength - 128)]);
        output.End();
    }

    /// <summary>
    /// OFPT_FLOW_REMOVED: 8 cookie  16 priority  18 reason  19 table_id  20 duration (s)  24 (ns)  28 idle  30 hard  32 packets  40 bytes  48 match.
    /// </summary>
    public static void FlowRemoved(MessageBuffer output, byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
    {
        output.Begin(OfpType.FlowRemoved, xid: 0);
        output.U64(entry.Cookie);
        output.U16(entry.Priority);
        output.U8((byte)reason);
        output.U8(tableId);
        Duration(output, duration);
        output.U16(entry.IdleTimeoutSeconds);
        output.U16(entry.HardTimeoutSeconds);
        output.U64(entry.PacketCount);
        output.U64(entry.ByteCount);
        output.Bytes(entry.MatchBytes.Span);
        output.End();
    }

    /// <summary>OFPT_EXPERIMENTER of ONF's table extension: 8 experimenter  12 exp_type  16 reason  17 pad  24 table description.</summary>
    public static void TableStatus(MessageBuffer output, TableReason reason, in TableDescription table)
    {
        output.Begin(OfpType.Experimenter, xid: 0);
        output.U32(OnfTableExtension.ExperimenterId);
        output.U32(OnfTableExtension.TableStatus);
        output.U8((byte)reason);
        output.Zeros(7);
        TableDescriptionRecords.Write(output, in table);
        output.End();
    }

    /// <summary>OFPT_EXPERIMENTER of ONF's extension 191: 8 experimenter  12 exp_type  16 role  20 reason (0: another became master)  21 pad  24 generation_id.</summary>
    public static void RoleStatus(MessageBuffer output, ControllerRole role, ulong generationId)
    {
        output.Begin(OfpType.Experimenter, xid: 0);
        output.U32(OnfExperimenter.Id);
        output.U32(OnfExperimenter.RoleStatus);
        output.U32((uint)role);
        output.Zeros(4);
        output.U64(generationId);
        output.End();
    }

    /// <summary>OFPT_PORT_STATUS: 8 reason, 9 pad, 16 port.</summary>
    public static void PortStatus(MessageBuffer output, PortReason reason, in PortSnapshot port)
    {
        output.Begin(OfpType.PortStatus, xid: 0);
        output.U8((byte)reason);
        output.Zeros(7);
        Port(output, in port);
        output.End();
    }

    /// <summary>
    /// ofp_port: 0 port_no  8 hw_addr  16 name  32 config  36 state  40 curr  44 advertised  48 supported  52 peer  56 curr_speed  60 max_speed.
    /// </summary>
    public static void Port(MessageBuffer output, in PortSnapshot port)
    {
        IPort device = port.Port;
        output.U32(device.Number);
        output.U32(0);
        output.U64(device.HardwareAddress.Value << 16);
        output.Text(device.Name, MaxPortName);
        output.U32((uint)(port.Config & PortConfig.All13));
        output.U32((uint)port.State);
        output.U32((uint)device.CurrentFeatures);
        output.U32((uint)device.AdvertisedFeatures);
        output.U32((uint)device.SupportedFeatures);
        output.U32((uint)device.PeerFeatures);
        output.U32(device.CurrentSpeedKbps);
        output.U32(device.MaxSpeedKbps);
    }

    /// <summary>The twelve counters of ofp_port_stats, the same in all versions.</summary>
    public static void Counters(MessageBuffer output, in PortCounters counters)
    {
        output.U64(counters.RxPackets);
        output.U64(counters.TxPackets);
        output.U64(counters.RxBytes);
        output.U64(counters.TxBytes);
        output.U64(counters.RxDropped);
        output.U64(counters.TxDropped);
        output.U64(counters.RxErrors);
        output.U64(counters.TxErrors);
        output.U64(counters.RxFrameErrors);
        output.U64(counters.RxOverruns);
        output.U64(counters.RxCrcErrors);
        output.U64(counters.Collisions);
    }

    /// <summary>duration_sec and duration_nsec.</summary>
    public static void Duration(MessageBuffer output, TimeSpan duration)
    {
        output.U32((uint)(duration.Ticks / TimeSpan.TicksPerSecond));
        output.U32((uint)(duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
    }

    private static void Context(MessageBuffer output, OxmField field, ulong value)
    {
        if (value != 0)
        {
            output.U32(OxmFields.Header(field, hasMask: false));
            output.U64(value);
        }
    }
}
