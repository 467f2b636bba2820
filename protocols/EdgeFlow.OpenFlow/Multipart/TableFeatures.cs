using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>One table of a TABLE_FEATURES request or reply. Immutable, compares by value.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.5, offsets from the start of the entry:
/// <code>
/// 0 length   2 table_id   3 pad   8 name   40 metadata_match   48 metadata_write   56 config   60 max_entries   64 properties
/// </code>
/// </remarks>
public sealed record TableFeatures
{
    internal const int MinLength = 64;
    private const int NameOffset = 8, NameLength = 32;

    private readonly EquatableArray<TableFeatureProperty> _properties;

    public byte TableId { get; init; }

    /// <summary>At most 31 bytes of ASCII.</summary>
    public string Name { get; init; } = "";

    /// <summary>Bits of the metadata register that can be matched.</summary>
    public ulong MetadataMatch { get; init; }

    /// <summary>Bits of the metadata register that can be written.</summary>
    public ulong MetadataWrite { get; init; }

    public TableConfig Config { get; init; }
    public uint MaxEntries { get; init; }

    public ImmutableArray<TableFeatureProperty> Properties
    {
        get => _properties.Array;
        init => _properties = new EquatableArray<TableFeatureProperty>(value);
    }

    private int WireLength
    {
        get
        {
            int length = MinLength;
            foreach (TableFeatureProperty property in Properties)
            {
                length += property.WireLength;
            }

            return length;
        }
    }

    /// <summary>Copies every table of a body.</summary>
    /// <exception cref="OpenFlowException">TABLE_FEATURES_FAILED/BAD_LEN: a table or property is cut off.</exception>
    public static ImmutableArray<TableFeatures> ReadAll(ReadOnlySpan<byte> body)
    {
        var tables = ImmutableArray.CreateBuilder<TableFeatures>();
        while (!body.IsEmpty)
        {
            int length = body.Length < MinLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(body);
            if (length < MinLength || length > body.Length)
            {
                OpenFlowException.ThrowBadLength(TableFeaturesFailed.BadLen, "table features", length, body.Length);
            }

            tables.Add(Read(body[..length]));
            body = body[length..];
        }

        return tables.DrainToImmutable();
    }

    /// <summary>Appends this table to a request or reply.</summary>
    public void AddTo(MultipartWriter writer)
    {
        Span<byte> entry = writer.Reserve(WireLength);
        BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)entry.Length);
        entry[2] = TableId;
        WireText.Write(Name, entry.Slice(NameOffset, NameLength));
        BinaryPrimitives.WriteUInt64BigEndian(entry[40..], MetadataMatch);
        BinaryPrimitives.WriteUInt64BigEndian(entry[48..], MetadataWrite);
        BinaryPrimitives.WriteUInt32BigEndian(entry[56..], (uint)Config);
        BinaryPrimitives.WriteUInt32BigEndian(entry[60..], MaxEntries);
        int offset = MinLength;
        foreach (TableFeatureProperty property in Properties)
        {
            property.Write(entry[offset..]);
            offset += property.WireLength;
        }
    }

    private static TableFeatures Read(ReadOnlySpan<byte> entry)
    {
        var properties = ImmutableArray.CreateBuilder<TableFeatureProperty>();
        ReadOnlySpan<byte> left = entry[MinLength..];
        while (!left.IsEmpty)
        {
            int length = left.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
            if (length < 4 || OfpConstants.Pad8(length) > left.Length)
            {
                OpenFlowException.ThrowBadLength(TableFeaturesFailed.BadLen, "table feature property", length, left.Length);
            }

            properties.Add(new TableFeatureProperty(
                (TableFeaturePropertyType)BinaryPrimitives.ReadUInt16BigEndian(left), [.. left[4..length]]));
            left = left[OfpConstants.Pad8(length)..];
        }

        return new TableFeatures
        {
            TableId = entry[2],
            Name = WireText.Read(entry.Slice(NameOffset, NameLength)),
            MetadataMatch = BinaryPrimitives.ReadUInt64BigEndian(entry[40..]),
            MetadataWrite = BinaryPrimitives.ReadUInt64BigEndian(entry[48..]),
            Config = (TableConfig)BinaryPrimitives.ReadUInt32BigEndian(entry[56..]),
            MaxEntries = BinaryPrimitives.ReadUInt32BigEndian(entry[60..]),
            Properties = properties.DrainToImmutable(),
        };
    }
}
