using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Events;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>One version of OpenFlow as this switch speaks it: makes the handler of a connection, writes what is sent unasked.</summary>
/// <remarks>
/// Everything that depends on the version is behind this interface and <see cref="IMessageHandler"/>. An event that a version has no
/// words for is left out: the writer then writes nothing. <b>Threads:</b> any; without state.
/// </remarks>
internal interface IProtocol
{
    /// <summary>The version byte of every message.</summary>
    byte Version { get; }

    /// <summary>Whether packet-ins are wanted of frames that no entry matches, not even a table-miss entry.</summary>
    bool WantsMisses { get; }

    /// <summary>An echo request of the switch's own.</summary>
    ReadOnlySpan<byte> EchoRequest { get; }

    IMessageHandler CreateHandler(OpenFlowConnection connection, SwitchContext context);

    void WritePacketIn(MessageBuffer output, in PacketInRecord record, ReadOnlySpan<byte> data);

    void WriteFlowRemoved(MessageBuffer output, byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration);

    void WriteTableStatus(MessageBuffer output, TableReason reason, in TableDescription table);

    /// <param name="role">The controller's from now on, because another one became master.</param>
    /// <param name="generationId">That other one's.</param>
    void WriteRoleStatus(MessageBuffer output, ControllerRole role, ulong generationId);

    void WritePortStatus(MessageBuffer output, PortReason reason, in PortSnapshot port);
}
