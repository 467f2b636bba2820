using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes what a flow table offers (OpenFlow 1.3.5 §7.3.5.5).</summary>
internal static class TableFeatureRecords
{
    private const int MaxName = 32;

    /// <summary>0 length  2 table_id  8 name  40 metadata_match  48 metadata_write  56 config  60 max_entries  64 properties.</summary>
    public static void Write(MessageBuffer output, TableFeatures table)
    {
        int start = output.Count;
        int length = output.Length();
        output.U8(table.TableId);
        output.Zeros(5);
        output.Text(table.Name, MaxName);
        output.U64(table.MetadataMatch);
        output.U64(table.MetadataWrite);
        output.U32((uint)table.Config);
        output.U32(table.MaxEntries);
        foreach (TableFeatureProperty property in table.Properties)
        {
            int propertyStart = output.Count;
            output.U16((ushort)property.Type);
            int propertyLength = output.Length();
            output.Bytes(property.Data.AsSpan());
            output.PatchLength(propertyLength, propertyStart);
            output.PadTo8(propertyStart);
        }

        output.PatchLength(length, start);
    }
}
