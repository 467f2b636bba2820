using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>Which flow entries a request for flow or aggregate statistics names.</summary>
/// <param name="Match">Entries as specific as this or more.</param>
/// <param name="TableId">0xff: all tables; 0xfe: the emergency flow cache.</param>
/// <param name="OutPort">Entries that send to this port; OFPP_NONE: no restriction.</param>
/// <remarks>OpenFlow 1.0.1 §5.3.5: match 40 bytes, table_id u8, pad u8, out_port u16.</remarks>
public readonly record struct FlowStatsRequest10(Match10 Match, byte TableId, ushort OutPort) : IWireRecord<FlowStatsRequest10>
{
    public static int Size => 44;

    public static FlowStatsRequest10 Read(ReadOnlySpan<byte> bytes) =>
        new(Match10.Read(bytes), bytes[40], BinaryPrimitives.ReadUInt16BigEndian(bytes[42..]));

    public void Write(Span<byte> destination)
    {
        Match.Write(destination);
        destination[40] = TableId;
        BinaryPrimitives.WriteUInt16BigEndian(destination[42..], OutPort);
    }
}
