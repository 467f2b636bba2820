using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Adds an MPLS label stack entry.</summary>
/// <param name="EtherType">0x8847 or 0x8848.</param>
public sealed record PushMplsAction(ushort EtherType) : OfAction
{
    public override ActionType Type => ActionType.PushMpls;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt16BigEndian(action[4..], EtherType);
}
