using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes how a flow table is configured: ofp_table_desc of OpenFlow 1.4.1 §7.3.5.17.</summary>
internal static class TableDescriptionRecords
{
    private const int Length = 24, PropertyLength = 8;

    /// <summary>0 length  2 table_id  4 config  8 eviction: type, length, flags  16 vacancy: type, length, 20 down  21 up  22 vacancy.</summary>
    public static void Write(MessageBuffer output, in TableDescription table)
    {
        output.U16(Length);
        output.U8(table.TableId);
        output.U8(0);
        output.U32((uint)table.Config);
        output.U16((ushort)TableModPropertyType.Eviction);
        output.U16(PropertyLength);
        output.U32((uint)Datapath.EvictionOrder);
        output.U16((ushort)TableModPropertyType.Vacancy);
        output.U16(PropertyLength);
        output.U8(table.VacancyDown);
        output.U8(table.VacancyUp);
        output.U8(table.Vacancy);
        output.U8(0);
    }
}
