using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_HELLO with a version bitmap.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.1; the header's version is the highest one offered.</remarks>
public static class HelloWriter
{
    /// <param name="versions">Bit n = version n; 0x10 is OpenFlow 1.3 alone.</param>
    public static void Write(IBufferWriter<byte> output, uint xid, uint versions = 1u << OfpConstants.Version13)
    {
        const int Length = 16;
        Span<byte> message = WireMessage.Begin(output, OfpType.Hello, xid, Length);
        message[0] = (byte)BitOperations.Log2(versions);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)HelloElementType.VersionBitmap);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], 8);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], versions);
        output.Advance(Length);
    }
}
