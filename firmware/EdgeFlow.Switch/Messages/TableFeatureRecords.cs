using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes what a flow table can do (OpenFlow 1.3.5 §7.3.5.5): every table can do everything, but go only to later tables.</summary>
internal static class TableFeatureRecords
{
    private static readonly InstructionType[] s_instructions =
    [
        InstructionType.GotoTable, InstructionType.WriteMetadata, InstructionType.WriteActions, InstructionType.ApplyActions,
        InstructionType.ClearActions, InstructionType.Meter,
    ];

    private static readonly ActionType[] s_actions = [.. Enum.GetValues<ActionType>().Where(type => type != ActionType.Experimenter)];

    private static readonly OxmField[] s_fields = [.. Enumerable.Range(0, OxmFields.Count).Select(number => (OxmField)number)];

    /// <summary>0 length  2 table_id  8 name  40 metadata_match  48 metadata_write  56 config  60 max_entries  64 properties.</summary>
    public static void Write(MessageBuffer output, in TableSnapshot table, int tableCount)
    {
        int start = output.Count;
        int length = output.Length();
        output.U8(table.TableId);
        output.Zeros(5);
        output.Text($"table{table.TableId}", 32);
        output.U64(ulong.MaxValue);
        output.U64(ulong.MaxValue);
        output.U32(0);
        output.U32((uint)table.Capacity);
        Instructions(output, TableFeaturePropertyType.Instructions, table.TableId + 1 < tableCount);
        Instructions(output, TableFeaturePropertyType.InstructionsMiss, table.TableId + 1 < tableCount);
        NextTables(output, TableFeaturePropertyType.NextTables, table.TableId + 1, tableCount);
        NextTables(output, TableFeaturePropertyType.NextTablesMiss, table.TableId + 1, tableCount);
        Actions(output, TableFeaturePropertyType.WriteActions);
        Actions(output, TableFeaturePropertyType.WriteActionsMiss);
        Actions(output, TableFeaturePropertyType.ApplyActions);
        Actions(output, TableFeaturePropertyType.ApplyActionsMiss);
        Fields(output, TableFeaturePropertyType.Match, s_fields, areMaskable: true);
        Fields(output, TableFeaturePropertyType.Wildcards, s_fields, areMaskable: false);
        OxmField[] settable = [.. s_fields.Where(OxmFields.IsSettable)];
        Fields(output, TableFeaturePropertyType.WriteSetField, settable, areMaskable: false);
        Fields(output, TableFeaturePropertyType.WriteSetFieldMiss, settable, areMaskable: false);
        Fields(output, TableFeaturePropertyType.ApplySetField, settable, areMaskable: false);
        Fields(output, TableFeaturePropertyType.ApplySetFieldMiss, settable, areMaskable: false);
        output.PatchLength(length, start);
    }

    private static void Instructions(MessageBuffer output, TableFeaturePropertyType type, bool hasNextTable)
    {
        (int start, int length) = Begin(output, type);
        foreach (InstructionType instruction in s_instructions)
        {
            if (instruction != InstructionType.GotoTable || hasNextTable)
            {
                output.U16((ushort)instruction);
                output.U16(4);
            }
        }

        End(output, start, length);
    }

    private static void NextTables(MessageBuffer output, TableFeaturePropertyType type, int first, int count)
    {
        (int start, int length) = Begin(output, type);
        for (int table = first; table < count; table++)
        {
            output.U8((byte)table);
        }

        End(output, start, length);
    }

    private static void Actions(MessageBuffer output, TableFeaturePropertyType type)
    {
        (int start, int length) = Begin(output, type);
        foreach (ActionType action in s_actions)
        {
            output.U16((ushort)action);
            output.U16(4);
        }

        End(output, start, length);
    }

    /// <summary>§7.3.5.5.2: in the match property the mask bit tells that the field may be masked.</summary>
    private static void Fields(MessageBuffer output, TableFeaturePropertyType type, OxmField[] fields, bool areMaskable)
    {
        (int start, int length) = Begin(output, type);
        foreach (OxmField field in fields)
        {
            output.U32(OxmFields.Header(field, hasMask: areMaskable && OxmFields.IsMaskable(field)));
        }

        End(output, start, length);
    }

    private static (int Start, int Length) Begin(MessageBuffer output, TableFeaturePropertyType type)
    {
        int start = output.Count;
        output.U16((ushort)type);
        return (start, output.Length());
    }

    private static void End(MessageBuffer output, int start, int length)
    {
        output.PatchLength(length, start);
        output.PadTo8(start);
    }
}
