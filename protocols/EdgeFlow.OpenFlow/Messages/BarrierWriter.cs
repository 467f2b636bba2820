using System.Buffers;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_BARRIER_REQUEST and OFPT_BARRIER_REPLY.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.8.</remarks>
public static class BarrierWriter
{
    public static void WriteRequest(IBufferWriter<byte> output, uint xid) =>
        WireMessage.WriteEmpty(output, OfpType.BarrierRequest, xid);

    public static void WriteReply(IBufferWriter<byte> output, uint xid) =>
        WireMessage.WriteEmpty(output, OfpType.BarrierReply, xid);
}
