using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Adds a VLAN tag.</summary>
/// <param name="EtherType">0x8100 or 0x88a8.</param>
public sealed record PushVlanAction(ushort EtherType) : OfAction
{
    public override ActionType Type => ActionType.PushVlan;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt16BigEndian(action[4..], EtherType);
}
