using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_TABLE_MOD in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.3, offsets from the start of the message:
/// <code>
/// 0 header   8 table_id   9 pad   12 config
/// </code>
/// </remarks>
public readonly ref struct TableModReader
{
    public const int Length = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 16 bytes.</exception>
    public TableModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.TableMod, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>0xff = all tables.</summary>
    public byte TableId => _message[8];

    public TableConfig Config => (TableConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[12..]);
}
