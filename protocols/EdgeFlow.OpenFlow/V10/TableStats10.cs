using System.Buffers.Binary;
using System.Text;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>ofp_table_stats.</summary>
/// <param name="Wildcards">Fields that entries of this table may leave out.</param>
/// <remarks>
/// OpenFlow 1.0.1 §5.3.5, 64 bytes:
/// <code>
/// 0 table_id   1 pad   4 name   36 wildcards   40 max_entries   44 active_count   48 lookup_count   56 matched_count
/// </code>
/// </remarks>
public readonly record struct TableStats10(
    byte TableId,
    string Name,
    Wildcards10 Wildcards,
    uint MaxEntries,
    uint ActiveCount,
    ulong LookupCount,
    ulong MatchedCount) : IWireRecord<TableStats10>
{
    private const int NameLength = 32;

    public static int Size => 64;

    public static TableStats10 Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> name = bytes.Slice(4, NameLength);
        int end = name.IndexOf((byte)0);
        return new TableStats10(
            bytes[0],
            Encoding.ASCII.GetString(end < 0 ? name : name[..end]),
            (Wildcards10)BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[44..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[48..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[56..]));
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = TableId;
        Encoding.ASCII.GetBytes(Name.AsSpan(0, Math.Min(Name.Length, NameLength - 1)), destination[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], (uint)Wildcards);
        BinaryPrimitives.WriteUInt32BigEndian(destination[40..], MaxEntries);
        BinaryPrimitives.WriteUInt32BigEndian(destination[44..], ActiveCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[48..], LookupCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[56..], MatchedCount);
    }
}
