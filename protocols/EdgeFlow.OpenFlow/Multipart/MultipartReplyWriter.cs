using System.Buffers;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Writes one multipart reply, split over several messages with MORE where a body exceeds 64 KiB.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.</remarks>
public sealed class MultipartReplyWriter : MultipartWriter
{
    /// <param name="maxMessageLength">At most this many bytes per message; 65,535 is the format's limit.</param>
    public MultipartReplyWriter(
        IBufferWriter<byte> output, uint xid, MultipartType type, int maxMessageLength = OfpConstants.MaxMessageLength)
        : base(output, OfpType.MultipartReply, xid, type, maxMessageLength, 0, 0)
    {
    }

    /// <summary>A reply of type EXPERIMENTER.</summary>
    public MultipartReplyWriter(IBufferWriter<byte> output, uint xid, uint experimenter, uint experimenterType)
        : base(
            output, OfpType.MultipartReply, xid, MultipartType.Experimenter, OfpConstants.MaxMessageLength, experimenter, experimenterType)
    {
    }
}
