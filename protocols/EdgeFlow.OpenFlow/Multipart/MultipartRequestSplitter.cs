using System.Buffers;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Writes one multipart request that may exceed a message, such as TABLE_FEATURES to set, or of type EXPERIMENTER.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.</remarks>
public sealed class MultipartRequestSplitter : MultipartWriter
{
    /// <param name="maxMessageLength">At most this many bytes per message; 65,535 is the format's limit.</param>
    public MultipartRequestSplitter(
        IBufferWriter<byte> output, uint xid, MultipartType type, int maxMessageLength = OfpConstants.MaxMessageLength)
        : base(output, OfpType.MultipartRequest, xid, type, maxMessageLength, 0, 0)
    {
    }

    /// <summary>A request of type EXPERIMENTER.</summary>
    public MultipartRequestSplitter(IBufferWriter<byte> output, uint xid, uint experimenter, uint experimenterType)
        : base(
            output, OfpType.MultipartRequest, xid, MultipartType.Experimenter, OfpConstants.MaxMessageLength, experimenter, experimenterType)
    {
    }
}
