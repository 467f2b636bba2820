using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Sets the queue that an output uses.</summary>
public sealed record SetQueueAction(uint QueueId) : OfAction
{
    public override ActionType Type => ActionType.SetQueue;

    private protected override void WriteBody(Span<byte> action) => BinaryPrimitives.WriteUInt32BigEndian(action[4..], QueueId);
}
