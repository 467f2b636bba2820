using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What the flow entries of a table may do, as bits by the numbers of the specification.</summary>
/// <remarks>Experimenter instructions and actions are outside of it.</remarks>
internal sealed record EntryRules
{
    /// <summary>By OFPIT_.</summary>
    public uint Instructions { get; init; }

    public TableSet NextTables { get; init; }

    /// <summary>By OFPAT_.</summary>
    public uint WriteActions { get; init; }

    public uint ApplyActions { get; init; }

    /// <summary>By OXM field.</summary>
    public ulong WriteSetFields { get; init; }

    public ulong ApplySetFields { get; init; }

    /// <returns>BAD_INSTRUCTION with UNSUP_INST, BAD_TABLE_ID or UNSUP_METADATA_MASK; BAD_ACTION with BAD_TYPE or BAD_SET_TYPE.</returns>
    public OfpError? Check(InstructionReader instructions, ulong metadataWrite)
    {
        foreach (InstructionTlv instruction in instructions)
        {
            if (instruction.Type != InstructionType.Experimenter && (Instructions >> (int)instruction.Type & 1) == 0)
            {
                return BadInstruction.UnsupInst;
            }

            OfpError? unfit = instruction.Type switch
            {
                InstructionType.GotoTable when !NextTables.Contains(instruction.TableId) => BadInstruction.BadTableId,
                InstructionType.WriteMetadata when (instruction.MetadataMask & ~metadataWrite) != 0 => BadInstruction.UnsupMetadataMask,
                InstructionType.WriteActions => CheckActions(instruction.Actions, WriteActions, WriteSetFields),
                InstructionType.ApplyActions => CheckActions(instruction.Actions, ApplyActions, ApplySetFields),
                _ => (OfpError?)null,
            };
            if (unfit is not null)
            {
                return unfit;
            }
        }

        return null;
    }

    private static OfpError? CheckActions(ActionReader actions, uint allowed, ulong setFields)
    {
        foreach (ActionTlv action in actions)
        {
            if (action.Type != ActionType.Experimenter && (allowed >> (int)action.Type & 1) == 0)
            {
                return BadAction.BadType;
            }

            if (action.Type == ActionType.SetField && (setFields >> (int)action.SetField.Field & 1) == 0)
            {
                return BadAction.BadSetType;
            }
        }

        return null;
    }
}
