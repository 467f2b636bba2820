using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What a flow table can do by itself (OpenFlow 1.3.5 §7.3.5.5): everything, but it goes only to later tables.</summary>
internal static class TableFeatureDefaults
{
    private static readonly InstructionType[] s_instructions =
    [
        InstructionType.GotoTable, InstructionType.WriteMetadata, InstructionType.WriteActions, InstructionType.ApplyActions,
        InstructionType.ClearActions, InstructionType.Meter,
    ];

    private static readonly ActionType[] s_actions = [.. Enum.GetValues<ActionType>().Where(static type => type != ActionType.Experimenter)];
    private static readonly OxmField[] s_fields = [.. Enumerable.Range(0, OxmFields.Count).Select(static number => (OxmField)number)];
    private static readonly OxmField[] s_settable = [.. s_fields.Where(OxmFields.IsSettable)];

    public static TableFeatures Of(byte tableId, int tableCount, int capacity)
    {
        byte[] next = [.. Enumerable.Range(tableId + 1, tableCount - tableId - 1).Select(static id => (byte)id)];
        InstructionType[] instructions = next.Length > 0 ? s_instructions : [.. s_instructions.Where(static type => type != InstructionType.GotoTable)];
        return new TableFeatures
        {
            TableId = tableId,
            Name = $"table{tableId}",
            MetadataMatch = ulong.MaxValue,
            MetadataWrite = ulong.MaxValue,
            MaxEntries = (uint)capacity,
            Properties =
            [
                TableFeatureProperty.Instructions(TableFeaturePropertyType.Instructions, instructions),
                TableFeatureProperty.Instructions(TableFeaturePropertyType.InstructionsMiss, instructions),
                TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables, next),
                TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTablesMiss, next),
                TableFeatureProperty.Actions(TableFeaturePropertyType.WriteActions, s_actions),
                TableFeatureProperty.Actions(TableFeaturePropertyType.WriteActionsMiss, s_actions),
                TableFeatureProperty.Actions(TableFeaturePropertyType.ApplyActions, s_actions),
                TableFeatureProperty.Actions(TableFeaturePropertyType.ApplyActionsMiss, s_actions),
                TableFeatureProperty.Fields(TableFeaturePropertyType.Match, withMasks: true, s_fields),
                TableFeatureProperty.Fields(TableFeaturePropertyType.Wildcards, withMasks: false, s_fields),
                TableFeatureProperty.Fields(TableFeaturePropertyType.WriteSetField, withMasks: false, s_settable),
                TableFeatureProperty.Fields(TableFeaturePropertyType.WriteSetFieldMiss, withMasks: false, s_settable),
                TableFeatureProperty.Fields(TableFeaturePropertyType.ApplySetField, withMasks: false, s_settable),
                TableFeatureProperty.Fields(TableFeaturePropertyType.ApplySetFieldMiss, withMasks: false, s_settable),
            ],
        };
    }
}
