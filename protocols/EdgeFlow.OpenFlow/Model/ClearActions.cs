namespace EdgeFlow.OpenFlow.Model;

/// <summary>Empties the action set.</summary>
public sealed record ClearActions : Instruction
{
    public override InstructionType Type => InstructionType.ClearActions;
}
