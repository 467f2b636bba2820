using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>An action of somebody's extension.</summary>
public sealed record ExperimenterAction : OfAction
{
    private readonly EquatableArray<byte> _data;

    /// <param name="experimenter">Whose action it is.</param>
    /// <param name="data">What follows the experimenter id; zeros are added up to a multiple of 8.</param>
    public ExperimenterAction(uint experimenter, ImmutableArray<byte> data)
    {
        Experimenter = experimenter;
        _data = new EquatableArray<byte>(data);
    }

    public uint Experimenter { get; }

    public ImmutableArray<byte> Data => _data.Array;

    public override ActionType Type => ActionType.Experimenter;
    public override int WireLength => OfpConstants.Pad8(8 + Data.Length);

    private protected override void WriteBody(Span<byte> action)
    {
        BinaryPrimitives.WriteUInt32BigEndian(action[4..], Experimenter);
        Data.CopyTo(action[8..]);
    }
}
