using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Runs a list of actions at once, in order.</summary>
public sealed record ApplyActions : Instruction
{
    private readonly EquatableArray<OfAction> _actions;

    public ApplyActions(params ImmutableArray<OfAction> actions)
    {
        _actions = new EquatableArray<OfAction>(actions);
    }

    public ImmutableArray<OfAction> Actions => _actions.Array;

    public override InstructionType Type => InstructionType.ApplyActions;
    public override int WireLength => 8 + OfAction.LengthOf(Actions);

    private protected override void WriteBody(Span<byte> instruction) => OfAction.WriteAll(Actions, instruction[8..]);
}
