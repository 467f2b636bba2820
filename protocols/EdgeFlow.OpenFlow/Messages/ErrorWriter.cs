using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_ERROR.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4; offsets in <see cref="ErrorReader"/>. <see cref="OfpErrorType.Experimenter"/> is followed by the experimenter.</remarks>
public static class ErrorWriter
{
    /// <summary>Bytes of a refused message that an error quotes at most, so that a flood of bad messages is not doubled.</summary>
    public const int MaxQuotedLength = 1024;

    /// <param name="xid">Of the message that is refused.</param>
    /// <param name="data">The refused message; cut to <see cref="MaxQuotedLength"/>. For HELLO_FAILED a text.</param>
    public static void Write(IBufferWriter<byte> output, uint xid, OfpError error, ReadOnlySpan<byte> data)
    {
        data = data[..Math.Min(data.Length, MaxQuotedLength)];
        int offset = error.Type == OfpErrorType.Experimenter ? 16 : 12;
        int length = offset + data.Length;
        Span<byte> message = WireMessage.Begin(output, OfpType.Error, xid, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)error.Type);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], error.Code);
        if (error.Type == OfpErrorType.Experimenter)
        {
            BinaryPrimitives.WriteUInt32BigEndian(message[12..], error.Experimenter);
        }

        data.CopyTo(message[offset..]);
        output.Advance(length);
    }
}
