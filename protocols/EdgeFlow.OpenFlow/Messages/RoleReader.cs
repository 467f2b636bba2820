using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_ROLE_REQUEST or OFPT_ROLE_REPLY in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.9, offsets from the start of the message:
/// <code>
/// 0 header   8 role   12 pad   16 generation_id
/// </code>
/// </remarks>
public readonly ref struct RoleReader
{
    public const int Length = 24;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 24 bytes.</exception>
    public RoleReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.RoleRequest, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>May be a number that is no role.</summary>
    public ControllerRole Role => (ControllerRole)BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>Counts mastership elections; all ones in a reply = none seen yet.</summary>
    public ulong GenerationId => BinaryPrimitives.ReadUInt64BigEndian(_message[16..]);
}
