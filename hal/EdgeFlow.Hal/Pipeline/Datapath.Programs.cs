using EdgeFlow.Hal.Meters;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>From the instructions of a flow-mod (OpenFlow 1.3.5 §5.9, §7.2.4) to the program of its entry.</content>
public sealed partial class Datapath
{
    private readonly ProgramCache _programs = new();

    private OfpError? CompileProgram(
        InstructionReader instructions, OxmReader match, byte tableId, bool isMiss, FlowModRules rules, out FlowProgram program)
    {
        var context = new ProgramContext(HeaderFacts.FromMatch(match), tableId, isMiss, rules);

        // The table that it goes on to may have left the pipeline since: then the compiler says what is wrong.
        if (_programs.Find(in context, instructions.Bytes) is { } known && (known.GotoTable == FlowProgram.NoTable || Holds((byte)known.GotoTable)))
        {
            program = known;
            return null;
        }

        OfpError? refused = CompileProgram(instructions, in context, out program);
        if (refused is null)
        {
            _programs.Keep(in context, program);
        }

        return refused;
    }

    private OfpError? CompileProgram(InstructionReader instructions, in ProgramContext context, out FlowProgram program)
    {
        program = FlowProgram.Drop;
        Meter? meter = null;
        ActionOp[] apply = [], write = [];
        bool isClearing = false;
        ulong metadata = 0, metadataMask = 0;
        int gotoTable = FlowProgram.NoTable;
        uint seen = 0;
        ushort? importance = null;
        foreach (InstructionTlv instruction in instructions)
        {
            uint bit = instruction.Type <= InstructionType.Meter ? 1u << (int)instruction.Type : 0;
            if ((seen & bit) != 0)
            {
                return OfpError.From(BadInstruction.DupInst);
            }

            seen |= bit;
            switch (instruction.Type)
            {
                case InstructionType.Meter:
                    if (!_meters.TryGetValue(instruction.MeterId, out meter) || meter.Id > OfpMeter.Max)
                    {
                        return OfpError.From(instruction.MeterId is >= 1 and <= OfpMeter.Max
                            ? MeterModFailed.UnknownMeter
                            : MeterModFailed.InvalidMeter);
                    }

                    break;
                case InstructionType.ApplyActions:
                    if (_compiler.Compile(instruction.Actions, context.Facts, ActionUse.Apply, out apply, context.Rules) is { } badApply)
                    {
                        return badApply;
                    }

                    break;
                case InstructionType.WriteActions:
                    if (_compiler.Compile(instruction.Actions, context.Facts, ActionUse.Write, out write, context.Rules) is { } badWrite)
                    {
                        return badWrite;
                    }

                    break;
                case InstructionType.ClearActions:
                    isClearing = true;
                    break;
                case InstructionType.WriteMetadata:
                    (metadata, metadataMask) = (instruction.Metadata, instruction.MetadataMask);
                    break;
                case InstructionType.GotoTable:
                    if (instruction.TableId <= context.TableId || !Holds(instruction.TableId))
                    {
                        return OfpError.From(BadInstruction.BadTableId);
                    }

                    gotoTable = instruction.TableId;
                    break;
                case InstructionType.Experimenter:
                    if (instruction.ReadImportance(out ushort given) is { } badImportance)
                    {
                        return badImportance;
                    }

                    if (importance is not null)
                    {
                        return OfpError.From(BadInstruction.DupInst);
                    }

                    importance = given;
                    break;
                default:
                    return OfpError.From(BadInstruction.UnknownInst);
            }
        }

        program = new FlowProgram
        {
            Meter = meter,
            Apply = apply,
            IsClearing = isClearing,
            Write = write,
            Metadata = metadata,
            MetadataMask = metadataMask,
            GotoTable = gotoTable,
            IsTableMiss = context.IsTableMiss,
            Importance = importance ?? 0,
            InstructionBytes = instructions.Bytes.ToArray(),
        };
        return null;
    }
}
