using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>Which asynchronous messages a controller gets: bit n of a mask = reason n.</summary>
/// <param name="PacketIn">Reasons of packet-ins, as master or equal.</param>
/// <param name="PacketInSlave">Reasons of packet-ins, as slave.</param>
/// <param name="PortStatus">Reasons of port-status messages, as master or equal.</param>
/// <param name="PortStatusSlave">Reasons of port-status messages, as slave.</param>
/// <param name="FlowRemoved">Reasons of flow-removed messages, as master or equal.</param>
/// <param name="FlowRemovedSlave">Reasons of flow-removed messages, as slave.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.10: six words, in this order.</remarks>
public readonly record struct AsyncConfig(
    uint PacketIn, uint PacketInSlave, uint PortStatus, uint PortStatusSlave, uint FlowRemoved, uint FlowRemovedSlave)
    : IWireRecord<AsyncConfig>
{
    public static int Size => 24;

    /// <summary>What a switch starts with: everything but invalid TTLs for master and equal, port status alone for a slave.</summary>
    public static AsyncConfig Default { get; } = new(0x3, 0, 0x7, 0x7, 0xf, 0);

    public static AsyncConfig Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, PacketIn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], PacketInSlave);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], PortStatus);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], PortStatusSlave);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], FlowRemoved);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], FlowRemovedSlave);
    }
}
