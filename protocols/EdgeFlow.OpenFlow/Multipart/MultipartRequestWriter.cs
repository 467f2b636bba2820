using System.Buffers;
using System.Buffers.Binary;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Writes OFPT_MULTIPART_REQUEST for each type; table features and experimenters go through <see cref="MultipartWriter"/>.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5; envelope in <see cref="MultipartReader"/>.</remarks>
public static class MultipartRequestWriter
{
    private const int BodyOffset = MultipartReader.MinLength;

    /// <summary>A request without body: DESC, TABLE, GROUP_DESC, GROUP_FEATURES, METER_FEATURES, PORT_DESC, or TABLE_FEATURES to read.</summary>
    public static void Write(IBufferWriter<byte> output, uint xid, MultipartType type)
    {
        Begin(output, xid, type, BodyOffset);
        output.Advance(BodyOffset);
    }

    /// <summary>A request whose body is one structure: PORT_STATS, QUEUE, GROUP, METER, METER_CONFIG.</summary>
    public static void Write<T>(IBufferWriter<byte> output, uint xid, MultipartType type, T body)
        where T : struct, IWireRecord<T>
    {
        body.Write(Begin(output, xid, type, BodyOffset + T.Size)[BodyOffset..]);
        output.Advance(BodyOffset + T.Size);
    }

    /// <summary>FLOW: asks for the flow entries that the filter lets through.</summary>
    public static void WriteFlow(IBufferWriter<byte> output, uint xid, FlowStatsFilter filter) =>
        WriteFlow(output, xid, MultipartType.Flow, filter);

    /// <summary>AGGREGATE: asks for the sum over the flow entries that the filter lets through.</summary>
    public static void WriteAggregate(IBufferWriter<byte> output, uint xid, FlowStatsFilter filter) =>
        WriteFlow(output, xid, MultipartType.Aggregate, filter);

    private static void WriteFlow(IBufferWriter<byte> output, uint xid, MultipartType type, FlowStatsFilter filter)
    {
        int length = BodyOffset + FlowStatsRequestReader.MatchOffset + filter.Match.WireLength;
        Span<byte> body = Begin(output, xid, type, length)[BodyOffset..];
        body[0] = filter.TableId;
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], filter.OutPort);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], filter.OutGroup);
        BinaryPrimitives.WriteUInt64BigEndian(body[16..], filter.Cookie);
        BinaryPrimitives.WriteUInt64BigEndian(body[24..], filter.CookieMask);
        filter.Match.WriteTo(body[FlowStatsRequestReader.MatchOffset..]);
        output.Advance(length);
    }

    private static Span<byte> Begin(IBufferWriter<byte> output, uint xid, MultipartType type, int length)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.MultipartRequest, xid, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)type);
        return message;
    }
}
