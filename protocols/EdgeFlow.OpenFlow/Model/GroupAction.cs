using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Runs the frame through a group.</summary>
public sealed record GroupAction(uint GroupId) : OfAction
{
    public override ActionType Type => ActionType.Group;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt32BigEndian(action[4..], GroupId);
}
