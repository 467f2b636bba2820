using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Adds a PBB service tag and outer Ethernet header.</summary>
/// <param name="EtherType">0x88e7.</param>
public sealed record PushPbbAction(ushort EtherType) : OfAction
{
    public override ActionType Type => ActionType.PushPbb;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt16BigEndian(action[4..], EtherType);
}
