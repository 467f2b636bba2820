using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one flow table.</summary>
/// <param name="TableId">The table.</param>
/// <param name="ActiveCount">Flow entries in it.</param>
/// <param name="LookupCount">Frames looked up.</param>
/// <param name="MatchedCount">Frames that matched.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.4: table_id u8, pad, active_count u32, lookup_count u64, matched_count u64.</remarks>
public readonly record struct TableStats(byte TableId, uint ActiveCount, ulong LookupCount, ulong MatchedCount) : IWireRecord<TableStats>
{
    public static int Size => 24;

    public static TableStats Read(ReadOnlySpan<byte> bytes) => new(
        bytes[0],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));

    public void Write(Span<byte> destination)
    {
        destination[0] = TableId;
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ActiveCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], LookupCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], MatchedCount);
    }
}
