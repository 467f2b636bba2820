using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_GROUP_MOD in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.2, offsets from the start of the message:
/// <code>
/// 0 header   8 command   10 type   11 pad   12 group_id   16 buckets
/// </code>
/// </remarks>
public readonly ref struct GroupModReader
{
    public const int MinLength = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes.</exception>
    public GroupModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.GroupMod, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>May be a number that is no command.</summary>
    public GroupModCommand Command => (GroupModCommand)BinaryPrimitives.ReadUInt16BigEndian(_message[8..]);

    /// <summary>May be a number that is no type.</summary>
    public GroupType GroupType => (GroupType)_message[10];

    public uint GroupId => BinaryPrimitives.ReadUInt32BigEndian(_message[12..]);
    public BucketReader Buckets => new(_message[MinLength..]);
}
