using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>An instruction of somebody's extension.</summary>
public sealed record ExperimenterInstruction : Instruction
{
    private readonly EquatableArray<byte> _data;

    /// <param name="experimenter">Whose instruction it is.</param>
    /// <param name="data">What follows the experimenter id; zeros are added up to a multiple of 8.</param>
    public ExperimenterInstruction(uint experimenter, ImmutableArray<byte> data)
    {
        Experimenter = experimenter;
        _data = new EquatableArray<byte>(data);
    }

    public uint Experimenter { get; }

    public ImmutableArray<byte> Data => _data.Array;

    public override InstructionType Type => InstructionType.Experimenter;
    public override int WireLength => OfpConstants.Pad8(8 + Data.Length);

    private protected override void WriteBody(Span<byte> instruction)
    {
        BinaryPrimitives.WriteUInt32BigEndian(instruction[4..], Experimenter);
        Data.CopyTo(instruction[8..]);
    }
}
