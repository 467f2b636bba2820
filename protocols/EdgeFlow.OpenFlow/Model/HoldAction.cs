using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>EdgeFlow's hold action: the frame goes into a hold of the switch instead of out of a port.</summary>
/// <remarks>
/// docs/hold-and-release.md:
/// <code>
/// 0 type 0xffff   2 length 16   4 experimenter   8 subtype 1   10 pad   12 hold_id
/// </code>
/// </remarks>
public sealed record HoldAction(uint HoldId) : OfAction
{
    public override ActionType Type => ActionType.Experimenter;
    public override int WireLength => 16;

    private protected override void WriteBody(Span<byte> action)
    {
        BinaryPrimitives.WriteUInt32BigEndian(action[4..], EdgeFlowExperimenter.Id);
        BinaryPrimitives.WriteUInt16BigEndian(action[8..], EdgeFlowExperimenter.HoldActionSubtype);
        BinaryPrimitives.WriteUInt32BigEndian(action[12..], HoldId);
    }
}
