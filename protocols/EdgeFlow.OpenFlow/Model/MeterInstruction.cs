using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Runs the frame through a meter first.</summary>
public sealed record MeterInstruction(uint MeterId) : Instruction
{
    public override InstructionType Type => InstructionType.Meter;

    private protected override void WriteBody(Span<byte> instruction) =>
        BinaryPrimitives.WriteUInt32BigEndian(instruction[4..], MeterId);
}
