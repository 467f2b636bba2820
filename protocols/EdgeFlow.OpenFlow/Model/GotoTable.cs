namespace EdgeFlow.OpenFlow.Model;

/// <summary>Goes on in a later flow table.</summary>
public sealed record GotoTable(byte TableId) : Instruction
{
    public override InstructionType Type => InstructionType.GotoTable;

    private protected override void WriteBody(Span<byte> instruction) => instruction[4] = TableId;
}
