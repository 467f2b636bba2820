using System.Buffers;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_GET_ASYNC_REQUEST, OFPT_GET_ASYNC_REPLY and OFPT_SET_ASYNC.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.10.</remarks>
public static class AsyncConfigWriter
{
    public static void WriteGetRequest(IBufferWriter<byte> output, uint xid) =>
        WireMessage.WriteEmpty(output, OfpType.GetAsyncRequest, xid);

    public static void WriteGetReply(IBufferWriter<byte> output, uint xid, AsyncConfig config) =>
        Write(output, OfpType.GetAsyncReply, xid, config);

    public static void WriteSet(IBufferWriter<byte> output, uint xid, AsyncConfig config) =>
        Write(output, OfpType.SetAsync, xid, config);

    private static void Write(IBufferWriter<byte> output, OfpType type, uint xid, AsyncConfig config)
    {
        config.Write(WireMessage.Begin(output, type, xid, AsyncConfigReader.Length)[OfpConstants.HeaderLength..]);
        output.Advance(AsyncConfigReader.Length);
    }
}
