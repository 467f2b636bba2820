using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>Starts messages in an output buffer.</summary>
internal static class WireMessage
{
    /// <summary>Gives zeroed room for a message of known length, header already written. The caller fills it and then advances by the length.</summary>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public static Span<byte> Begin(IBufferWriter<byte> output, OfpType type, uint xid, int length)
    {
        if (length > OfpConstants.MaxMessageLength)
        {
            throw new ArgumentException($"{type} of {length} bytes; a message holds at most {OfpConstants.MaxMessageLength}.");
        }

        Span<byte> message = output.GetSpan(length)[..length];
        message.Clear();
        WriteHeader(message, type, xid);
        return message;
    }

    /// <summary>Writes the header of a message that fills the span.</summary>
    public static void WriteHeader(Span<byte> message, OfpType type, uint xid)
    {
        message[0] = OfpConstants.Version13;
        message[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], xid);
    }

    /// <summary>Writes a message that is nothing but a header.</summary>
    public static void WriteEmpty(IBufferWriter<byte> output, OfpType type, uint xid)
    {
        Begin(output, type, xid, OfpConstants.HeaderLength);
        output.Advance(OfpConstants.HeaderLength);
    }
}
