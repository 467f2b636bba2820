using System.Buffers;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_ECHO_REQUEST and OFPT_ECHO_REPLY.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.2 and §7.5.3; a reply carries the request's data unchanged.</remarks>
public static class EchoWriter
{
    public static void WriteRequest(IBufferWriter<byte> output, uint xid, ReadOnlySpan<byte> data = default) =>
        Write(output, OfpType.EchoRequest, xid, data);

    public static void WriteReply(IBufferWriter<byte> output, uint xid, ReadOnlySpan<byte> data) =>
        Write(output, OfpType.EchoReply, xid, data);

    private static void Write(IBufferWriter<byte> output, OfpType type, uint xid, ReadOnlySpan<byte> data)
    {
        int length = OfpConstants.HeaderLength + data.Length;
        data.CopyTo(WireMessage.Begin(output, type, xid, length)[OfpConstants.HeaderLength..]);
        output.Advance(length);
    }
}
