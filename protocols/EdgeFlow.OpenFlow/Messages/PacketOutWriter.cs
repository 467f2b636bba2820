using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_PACKET_OUT.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.7; offsets in <see cref="PacketOutReader"/>.</remarks>
public static class PacketOutWriter
{
    /// <param name="bufferId">A frame that the switch holds, or <see cref="OfpNoBuffer.Value"/>.</param>
    /// <param name="inPort">Port that the frame counts as received on; OFPP_CONTROLLER if none.</param>
    /// <param name="data">The frame without FCS; empty when a buffer is named.</param>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public static void Write(
        IBufferWriter<byte> output, uint xid, uint bufferId, uint inPort, ImmutableArray<OfAction> actions, ReadOnlySpan<byte> data)
    {
        int actionsLength = OfAction.LengthOf(actions);
        int length = PacketOutReader.MinLength + actionsLength + data.Length;
        Span<byte> message = WireMessage.Begin(output, OfpType.PacketOut, xid, length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], bufferId);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], inPort);
        BinaryPrimitives.WriteUInt16BigEndian(message[16..], (ushort)actionsLength);
        OfAction.WriteAll(actions, message[PacketOutReader.MinLength..]);
        data.CopyTo(message[(PacketOutReader.MinLength + actionsLength)..]);
        output.Advance(length);
    }

    /// <summary>Sends a frame out of one port, unbuffered.</summary>
    public static void Write(IBufferWriter<byte> output, uint xid, uint outPort, ReadOnlySpan<byte> data) =>
        Write(output, xid, OfpNoBuffer.Value, OfpPort.Controller, [new OutputAction(outPort)], data);
}
