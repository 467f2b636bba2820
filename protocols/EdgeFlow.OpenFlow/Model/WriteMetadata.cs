using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Writes the bits of the metadata register that the mask selects.</summary>
public sealed record WriteMetadata(ulong Metadata, ulong Mask = ulong.MaxValue) : Instruction
{
    public override InstructionType Type => InstructionType.WriteMetadata;
    public override int WireLength => 24;

    private protected override void WriteBody(Span<byte> instruction)
    {
        BinaryPrimitives.WriteUInt64BigEndian(instruction[8..], Metadata);
        BinaryPrimitives.WriteUInt64BigEndian(instruction[16..], Mask);
    }
}
