using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_FLOW_MOD in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.1, big-endian, offsets from the start of the message:
/// <code>
///  0 header       8 cookie    16 cookie_mask   24 table_id   25 command
/// 26 idle (s)    28 hard (s)  30 priority      32 buffer_id  36 out_port
/// 40 out_group   44 flags     46 pad           48 match, padded to 8; then instructions
/// </code>
/// </remarks>
public readonly ref struct FlowModReader
{
    public const int MinLength = 56;
    private const int MatchOffset = 48;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _matchLength;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 56 bytes; BAD_MATCH: the match does not fit.</exception>
    public FlowModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.FlowMod, message.Length);
        }

        _message = message;
        _matchLength = new OxmReader(message[MatchOffset..]).MatchLength;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_message[8..]);

    /// <summary>Only for modify and delete: bits of the cookie that must be equal; 0 = any cookie.</summary>
    public ulong CookieMask => BinaryPrimitives.ReadUInt64BigEndian(_message[16..]);

    /// <summary>0xff (OFPTT_ALL) is allowed in deletes only.</summary>
    public byte TableId => _message[24];

    /// <summary>May be a number that is no command.</summary>
    public FlowModCommand Command => (FlowModCommand)_message[25];

    public ushort IdleTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[26..]);
    public ushort HardTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_message[28..]);
    public ushort Priority => BinaryPrimitives.ReadUInt16BigEndian(_message[30..]);

    /// <summary>Held frame to run through the new flow entry; 0xffffffff = none.</summary>
    public uint BufferId => BinaryPrimitives.ReadUInt32BigEndian(_message[32..]);

    /// <summary>Only for deletes: flow entries that send to this port; OFPP_ANY = no restriction.</summary>
    public uint OutPort => BinaryPrimitives.ReadUInt32BigEndian(_message[36..]);

    /// <summary>Only for deletes: flow entries that use this group; OFPG_ANY = no restriction.</summary>
    public uint OutGroup => BinaryPrimitives.ReadUInt32BigEndian(_message[40..]);

    public FlowModFlags Flags => (FlowModFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[44..]);

    public OxmReader Match => new(_message[MatchOffset..]);

    /// <summary>The ofp_match with header and padding, to keep as it was sent.</summary>
    public ReadOnlySpan<byte> MatchBytes => _message.Slice(MatchOffset, _matchLength);

    public InstructionReader Instructions => new(_message[(MatchOffset + _matchLength)..]);
}
