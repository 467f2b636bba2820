using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_PORT_MOD.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.3; offsets in <see cref="PortModReader"/>.</remarks>
public static class PortModWriter
{
    /// <param name="hardwareAddress">The port's own; 48 bits, first byte of the address in bits 47..40.</param>
    /// <param name="mask">Bits of <paramref name="config"/> to change.</param>
    /// <param name="advertise">None = leave as it is.</param>
    public static void Write(
        IBufferWriter<byte> output, uint xid, uint portNumber, ulong hardwareAddress, PortConfig config, PortConfig mask, PortFeatures advertise)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.PortMod, xid, PortModReader.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], portNumber);
        BinaryPrimitives.WriteUInt64BigEndian(message[16..], hardwareAddress << 16);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], (uint)config);
        BinaryPrimitives.WriteUInt32BigEndian(message[28..], (uint)mask);
        BinaryPrimitives.WriteUInt32BigEndian(message[32..], (uint)advertise);
        output.Advance(PortModReader.Length);
    }
}
