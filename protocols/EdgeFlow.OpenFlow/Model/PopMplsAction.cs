using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Removes the outermost MPLS label stack entry.</summary>
/// <param name="EtherType">Type of what is below it.</param>
public sealed record PopMplsAction(ushort EtherType) : OfAction
{
    public override ActionType Type => ActionType.PopMpls;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt16BigEndian(action[4..], EtherType);
}
