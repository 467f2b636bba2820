using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Turns the features that a controller wants of a table into the rules for its entries, or says which OFPTFFC_ error they deserve.</summary>
/// <remarks>
/// Every table can do everything, so a wish fails only if it is contradictory or unknown: a property twice, or an id that there is not
/// (BAD_ARGUMENT); a property of unknown type (BAD_TYPE); ids cut off (BAD_LEN); metadata matched or written, but no bit of it
/// (BAD_METADATA). A property that is left out offers nothing; a _MISS one that is left out is like that for the other entries.
/// <b>Spec:</b> OpenFlow 1.3.5 §7.3.5.5. <b>Threads:</b> stateless.
/// </remarks>
internal static class TableFeatureCompiler
{
    /// <param name="pipeline">The tables that there will be.</param>
    /// <param name="capacity">Most entries that the table can hold.</param>
    public static OfpError? Compile(TableFeatures features, TableSet pipeline, int capacity, out TableRules rules)
    {
        rules = new TableRules();
        var parts = new Dictionary<TableFeaturePropertyType, (ulong Bits, ulong Masked)>();
        var next = new Dictionary<TableFeaturePropertyType, TableSet>();
        if (features.MaxEntries == 0 || features.MaxEntries > (uint)capacity || (features.Config & ~TableConfig.DeprecatedMask) != 0)
        {
            return TableFeaturesFailed.BadArgument;
        }

        foreach (TableFeatureProperty property in features.Properties)
        {
            ReadOnlySpan<byte> data = property.Data.AsSpan();
            ulong bits = 0, masked = 0;
            OfpError? unfit;
            switch (property.Type)
            {
                case TableFeaturePropertyType.Instructions or TableFeaturePropertyType.InstructionsMiss:
                    unfit = ReadIds(data, isAction: false, out bits);
                    break;
                case TableFeaturePropertyType.NextTables or TableFeaturePropertyType.NextTablesMiss:
                    unfit = ReadTables(data, features.TableId, pipeline, out TableSet tables);
                    next[property.Type] = tables;
                    break;
                case TableFeaturePropertyType.WriteActions or TableFeaturePropertyType.WriteActionsMiss
                    or TableFeaturePropertyType.ApplyActions or TableFeaturePropertyType.ApplyActionsMiss:
                    unfit = ReadIds(data, isAction: true, out bits);
                    break;
                case TableFeaturePropertyType.Match or TableFeaturePropertyType.Wildcards:
                    unfit = ReadFields(data, mustBeSettable: false, out bits, out masked);
                    break;
                case TableFeaturePropertyType.WriteSetField or TableFeaturePropertyType.WriteSetFieldMiss
                    or TableFeaturePropertyType.ApplySetField or TableFeaturePropertyType.ApplySetFieldMiss:
                    unfit = ReadFields(data, mustBeSettable: true, out bits, out masked);
                    break;
                default: // an experimenter's too: this switch has none
                    unfit = TableFeaturesFailed.BadType;
                    break;
            }

            if (unfit is null && !parts.TryAdd(property.Type, (bits, masked)))
            {
                unfit = TableFeaturesFailed.BadArgument;
            }

            if (unfit is not null)
            {
                return unfit;
            }
        }

        rules = Assemble(features, parts, next);
        return IsMetadataRight(rules) ? null : TableFeaturesFailed.BadMetadata;
    }

    private static TableRules Assemble(
        TableFeatures features, Dictionary<TableFeaturePropertyType, (ulong Bits, ulong Masked)> parts, Dictionary<TableFeaturePropertyType, TableSet> next)
    {
        ulong Bits(TableFeaturePropertyType type) => parts.GetValueOrDefault(type).Bits;

        // A _MISS property has the number after the other one's.
        EntryRules Rules(bool isMiss)
        {
            TableFeaturePropertyType Of(TableFeaturePropertyType type) => isMiss && parts.ContainsKey(type + 1) ? type + 1 : type;

            return new EntryRules
            {
                Instructions = (uint)Bits(Of(TableFeaturePropertyType.Instructions)),
                NextTables = next.GetValueOrDefault(Of(TableFeaturePropertyType.NextTables)),
                WriteActions = (uint)Bits(Of(TableFeaturePropertyType.WriteActions)),
                ApplyActions = (uint)Bits(Of(TableFeaturePropertyType.ApplyActions)),
                WriteSetFields = Bits(Of(TableFeaturePropertyType.WriteSetField)),
                ApplySetFields = Bits(Of(TableFeaturePropertyType.ApplySetField)),
            };
        }

        return new TableRules
        {
            MaxEntries = (int)features.MaxEntries,
            MetadataMatch = features.MetadataMatch,
            MetadataWrite = features.MetadataWrite,
            MatchFields = Bits(TableFeaturePropertyType.Match),
            MaskedFields = parts.GetValueOrDefault(TableFeaturePropertyType.Match).Masked,
            Wildcards = Bits(TableFeaturePropertyType.Wildcards),
            Entries = Rules(isMiss: false),
            Miss = Rules(isMiss: true),
        };
    }

    private static bool IsMetadataRight(TableRules rules)
    {
        const uint Write = 1u << (int)InstructionType.WriteMetadata;
        bool isMatched = (rules.MatchFields >> (int)OxmField.Metadata & 1) != 0;
        bool isWritten = ((rules.Entries.Instructions | rules.Miss.Instructions) & Write) != 0;
        return !(isMatched && rules.MetadataMatch == 0) && !(isWritten && rules.MetadataWrite == 0);
    }

    /// <summary>Ids of instructions or actions: type u16, length u16 = 4; an experimenter's has 8 bytes.</summary>
    private static OfpError? ReadIds(ReadOnlySpan<byte> data, bool isAction, out ulong bits)
    {
        bits = 0;
        while (!data.IsEmpty)
        {
            ushort type = data.Length < 4 ? default : BinaryPrimitives.ReadUInt16BigEndian(data);
            int length = data.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
            bool isExperimenter = type == (ushort)ActionType.Experimenter;
            if (length != (isExperimenter ? 8 : 4) || length > data.Length)
            {
                return TableFeaturesFailed.BadLen;
            }

            bool isKnown = isExperimenter
                ? BinaryPrimitives.ReadUInt32BigEndian(data[4..]) == (isAction ? EdgeFlowExperimenter.Id : OnfTableExtension.ExperimenterId)
                : isAction ? Enum.IsDefined((ActionType)type) : Enum.IsDefined((InstructionType)type);
            if (!isKnown)
            {
                return TableFeaturesFailed.BadArgument;
            }

            bits |= isExperimenter ? 0 : 1UL << type;
            data = data[length..];
        }

        return null;
    }

    private static OfpError? ReadTables(ReadOnlySpan<byte> data, byte tableId, TableSet pipeline, out TableSet tables)
    {
        tables = default;
        foreach (byte id in data)
        {
            if (id <= tableId || !pipeline.Contains(id))
            {
                return TableFeaturesFailed.BadArgument;
            }

            tables = tables.With(id);
        }

        return null;
    }

    /// <summary>OXM headers without payload.</summary>
    private static OfpError? ReadFields(ReadOnlySpan<byte> data, bool mustBeSettable, out ulong bits, out ulong masked)
    {
        (bits, masked) = (0, 0);
        if (data.Length % 4 != 0)
        {
            return TableFeaturesFailed.BadLen;
        }

        foreach (uint raw in MemoryMarshal.Cast<byte, uint>(data))
        {
            uint header = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(raw) : raw;
            var field = (OxmField)(header >> 9 & 0x7f);
            bool hasMask = (header & 0x100) != 0;
            bool isKnown = OxmFields.IsKnown(field) && (!mustBeSettable || OxmFields.IsSettable(field)) && (!hasMask || OxmFields.IsMaskable(field));
            if (!isKnown || header >> 8 != OxmFields.Header(field, hasMask) >> 8)
            {
                return TableFeaturesFailed.BadArgument;
            }

            // The length is that of the value, or twice as much with a mask; common writers leave it 0, or do not double it.
            int length = (int)(header & 0xff), size = OxmFields.ByteCount(field);
            if (length != 0 && length != size && !(hasMask && length == 2 * size))
            {
                return TableFeaturesFailed.BadLen;
            }

            bits |= 1UL << (int)field;
            masked |= hasMask ? 1UL << (int)field : 0;
        }

        return null;
    }
}
