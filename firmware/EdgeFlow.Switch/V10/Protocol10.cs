using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Events;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>OpenFlow 1.0: translated to what the datapath knows, and back.</summary>
internal sealed class Protocol10 : IProtocol
{
    private const byte EchoXid = 0xec;
    private const int PacketInHeaderLength = 18;

    public byte Version => OfpConstants.Version10;

    public bool WantsMisses => true;

    public ReadOnlySpan<byte> EchoRequest => [OfpConstants.Version10, (byte)OfpType10.EchoRequest, 0, 8, 0, 0, 0, EchoXid];

    public IMessageHandler CreateHandler(OpenFlowConnection connection, SwitchContext context) => new MessageHandler10(context);

    /// <summary>§5.4.1: 8 buffer_id  12 total_len  14 in_port  16 reason  17 pad  18 data.</summary>
    /// <remarks>NO_MATCH is for frames that met no entry; a table-miss entry is one, so its packet-ins say ACTION. INVALID_TTL does not exist.</remarks>
    public void WritePacketIn(MessageBuffer output, in PacketInRecord record, ReadOnlySpan<byte> data)
    {
        if (record.Reason == PacketInReason.InvalidTtl || !OfpPort10.TryFromPort13(record.InPort, out ushort inPort))
        {
            return;
        }

        output.Begin(OfpConstants.Version10, (OfpType)OfpType10.PacketIn, xid: 0);
        output.U32(record.BufferId);
        output.U16((ushort)Math.Min(record.TotalLength, ushort.MaxValue));
        output.U16(inPort);
        output.U8((byte)(record.IsUnmatched ? PacketInReason.NoMatch : PacketInReason.Action));
        output.U8(0);
        output.Bytes(data[..Math.Min(data.Length, OfpConstants.MaxMessageLength - PacketInHeaderLength)]);
        output.End();
    }

    public void WriteFlowRemoved(MessageBuffer output, byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
    {
        (uint seconds, uint nanoseconds) = Split(duration);
        output.Begin(OfpConstants.Version10, (OfpType)OfpType10.FlowRemoved, xid: 0);
        output.Record(new FlowRemoved10(
            MatchTranslator.Read(new OxmReader(entry.MatchBytes.Span)),
            entry.Cookie,
            entry.Priority,
            reason > FlowRemovedReason.Delete ? FlowRemovedReason.Delete : reason,
            seconds,
            nanoseconds,
            entry.IdleTimeoutSeconds,
            entry.PacketCount,
            entry.ByteCount));
        output.End();
    }

    /// <summary>1.0 knows no vacancy events.</summary>
    public void WriteTableStatus(MessageBuffer output, TableReason reason, in TableDescription table)
    {
    }

    /// <summary>1.0 knows no roles.</summary>
    public void WriteRoleStatus(MessageBuffer output, ControllerRole role, ulong generationId)
    {
    }

    /// <summary>§5.4.3: 8 reason, 9 pad, 16 port.</summary>
    public void WritePortStatus(MessageBuffer output, PortReason reason, in PortSnapshot port)
    {
        if (ToPort10(in port) is not { } port10)
        {
            return;
        }

        output.Begin(OfpConstants.Version10, (OfpType)OfpType10.PortStatus, xid: 0);
        output.U8((byte)reason);
        output.Zeros(7);
        output.Record(port10);
        output.End();
    }

    /// <summary>A port as 1.0 has it; null if 16 bits cannot name it.</summary>
    public static PhysicalPort10? ToPort10(in PortSnapshot port)
    {
        IPort device = port.Port;
        if (!OfpPort10.TryFromPort13(device.Number, out ushort number))
        {
            return null;
        }

        return new PhysicalPort10(
            number,
            device.HardwareAddress.Value,
            device.Name,
            port.Config & PortConfig.All10,
            PortState10.FromState13(port.State),
            PortFeatures10.FromFeatures13(device.CurrentFeatures),
            PortFeatures10.FromFeatures13(device.AdvertisedFeatures),
            PortFeatures10.FromFeatures13(device.SupportedFeatures),
            PortFeatures10.FromFeatures13(device.PeerFeatures));
    }

    /// <summary>duration_sec and duration_nsec.</summary>
    public static (uint Seconds, uint Nanoseconds) Split(TimeSpan duration) => (
        (uint)(duration.Ticks / TimeSpan.TicksPerSecond), (uint)(duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
}
