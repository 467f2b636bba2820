using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Merges actions into the action set, which runs when the pipeline ends.</summary>
public sealed record WriteActions : Instruction
{
    private readonly EquatableArray<OfAction> _actions;

    public WriteActions(params ImmutableArray<OfAction> actions)
    {
        _actions = new EquatableArray<OfAction>(actions);
    }

    public ImmutableArray<OfAction> Actions => _actions.Array;

    public override InstructionType Type => InstructionType.WriteActions;
    public override int WireLength => 8 + OfAction.LengthOf(Actions);

    private protected override void WriteBody(Span<byte> instruction) => OfAction.WriteAll(Actions, instruction[8..]);
}
