using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>The experimenter messages of hold and release (docs/hold-and-release.md).</summary>
/// <remarks>8 experimenter  12 exp_type  16 hold_id; what follows depends on the type.</remarks>
internal sealed class HoldHandler(Datapath datapath)
{
    private const int HeaderLength = 16;

    public OfpError? Handle(ReadOnlySpan<byte> message, ControllerRole role, MessageBuffer replies)
    {
        Require(message, HeaderLength);
        if (BinaryPrimitives.ReadUInt32BigEndian(message[8..]) != EdgeFlowExperimenter.Id)
        {
            return BadRequest.BadExperimenter;
        }

        uint type = BinaryPrimitives.ReadUInt32BigEndian(message[12..]);
        if (role == ControllerRole.Slave && type != EdgeFlowExperimenter.HoldStatusRequest)
        {
            return BadRequest.IsSlave;
        }

        switch (type)
        {
            case EdgeFlowExperimenter.HoldCreate:
                Require(message, 32);
                return datapath.HoldCreate(Word(message, 16), Word(message, 20), Word(message, 24), Word(message, 28));
            case EdgeFlowExperimenter.HoldRelease:
                Require(message, 32);
                return datapath.HoldRelease(Word(message, 16), Word(message, 20), Word(message, 24), Word(message, 28));
            case EdgeFlowExperimenter.HoldDelete:
                Require(message, 24);
                return datapath.HoldDelete(Word(message, 16));
            case EdgeFlowExperimenter.HoldStatusRequest:
                Require(message, 24);
                return WriteStatus(message, replies);
            default:
                return BadRequest.BadExperimenterType;
        }
    }

    private static uint Word(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt32BigEndian(message[offset..]);

    private static void Require(ReadOnlySpan<byte> message, int length)
    {
        if (message.Length < length)
        {
            throw new OpenFlowException(BadRequest.BadLen, $"experimenter message of {message.Length} bytes, not {length}");
        }
    }

    private OfpError? WriteStatus(ReadOnlySpan<byte> request, MessageBuffer replies)
    {
        if (datapath.GetHold(Word(request, 16)) is not { } hold)
        {
            return HoldFailed.UnknownHold;
        }

        replies.Begin(OfpType.Experimenter, Word(request, 4));
        replies.U32(EdgeFlowExperimenter.Id);
        replies.U32(EdgeFlowExperimenter.HoldStatusReply);
        replies.U32(hold.HoldId);
        replies.U8((byte)hold.State);
        replies.Zeros(3);
        replies.U32(hold.HeldFrames);
        replies.U32(hold.HeldBytes);
        replies.U64(hold.Dropped);
        replies.U64(hold.Released);
        replies.U64((ulong)hold.LongestWait.TotalMicroseconds);
        replies.End();
        return null;
    }
}
