using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_FEATURES_REQUEST and OFPT_FEATURES_REPLY.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.1; offsets in <see cref="FeaturesReplyReader"/>.</remarks>
public static class FeaturesWriter
{
    public static void WriteRequest(IBufferWriter<byte> output, uint xid) =>
        WireMessage.WriteEmpty(output, OfpType.FeaturesRequest, xid);

    /// <param name="bufferCount">Frames that can be held; 0 = none.</param>
    /// <param name="auxiliaryId">0 = the main connection.</param>
    public static void WriteReply(
        IBufferWriter<byte> output, uint xid, ulong datapathId, uint bufferCount, byte tableCount, byte auxiliaryId, Capabilities capabilities)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.FeaturesReply, xid, FeaturesReplyReader.Length);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], datapathId);
        BinaryPrimitives.WriteUInt32BigEndian(message[16..], bufferCount);
        message[20] = tableCount;
        message[21] = auxiliaryId;
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], (uint)capabilities);
        output.Advance(FeaturesReplyReader.Length);
    }
}
