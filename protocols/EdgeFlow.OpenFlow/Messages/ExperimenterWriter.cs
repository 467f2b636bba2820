using System.Buffers;
using System.Buffers.Binary;
using EdgeFlow.OpenFlow.Holds;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_EXPERIMENTER.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.5; EdgeFlow's own messages are described in docs/hold-and-release.md.</remarks>
public static class ExperimenterWriter
{
    public static void Write(IBufferWriter<byte> output, uint xid, uint experimenter, uint experimenterType, ReadOnlySpan<byte> body)
    {
        int length = ExperimenterReader.MinLength + body.Length;
        body.CopyTo(Begin(output, xid, experimenter, experimenterType, length));
        output.Advance(length);
    }

    public static void Write(IBufferWriter<byte> output, uint xid, HoldCreate body) =>
        WriteRecord(output, xid, EdgeFlowExperimenter.HoldCreate, body);

    public static void Write(IBufferWriter<byte> output, uint xid, HoldRelease body) =>
        WriteRecord(output, xid, EdgeFlowExperimenter.HoldRelease, body);

    public static void WriteHoldDelete(IBufferWriter<byte> output, uint xid, HoldReference body) =>
        WriteRecord(output, xid, EdgeFlowExperimenter.HoldDelete, body);

    public static void WriteHoldStatusRequest(IBufferWriter<byte> output, uint xid, HoldReference body) =>
        WriteRecord(output, xid, EdgeFlowExperimenter.HoldStatusRequest, body);

    /// <summary>Writes HOLD_STATUS_REPLY.</summary>
    public static void Write(IBufferWriter<byte> output, uint xid, HoldStatus body) =>
        WriteRecord(output, xid, EdgeFlowExperimenter.HoldStatusReply, body);

    private static void WriteRecord<T>(IBufferWriter<byte> output, uint xid, uint type, T body)
        where T : struct, IWireRecord<T>
    {
        int length = ExperimenterReader.MinLength + T.Size;
        body.Write(Begin(output, xid, EdgeFlowExperimenter.Id, type, length));
        output.Advance(length);
    }

    private static Span<byte> Begin(IBufferWriter<byte> output, uint xid, uint experimenter, uint experimenterType, int length)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.Experimenter, xid, length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], experimenter);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], experimenterType);
        return message[ExperimenterReader.MinLength..];
    }
}
