using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Events;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>OpenFlow 1.3: what the datapath is made for, so nothing is translated.</summary>
internal sealed class Protocol13 : IProtocol
{
    private const byte EchoXid = 0xec;

    public byte Version => OfpConstants.Version13;

    public bool WantsMisses => false;

    public ReadOnlySpan<byte> EchoRequest => [OfpConstants.Version13, (byte)OfpType.EchoRequest, 0, 8, 0, 0, 0, EchoXid];

    public IMessageHandler CreateHandler(OpenFlowConnection connection, SwitchContext context) => new MessageHandler(connection, context);

    public void WritePacketIn(MessageBuffer output, in PacketInRecord record, ReadOnlySpan<byte> data) =>
        EventMessages.PacketIn(output, in record, data);

    public void WriteFlowRemoved(MessageBuffer output, byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration) =>
        EventMessages.FlowRemoved(output, tableId, entry, reason, duration);

    public void WriteTableStatus(MessageBuffer output, TableReason reason, in TableDescription table) =>
        EventMessages.TableStatus(output, reason, in table);

    public void WriteRoleStatus(MessageBuffer output, ControllerRole role, ulong generationId) =>
        EventMessages.RoleStatus(output, role, generationId);

    public void WritePortStatus(MessageBuffer output, PortReason reason, in PortSnapshot port) =>
        EventMessages.PortStatus(output, reason, in port);
}
