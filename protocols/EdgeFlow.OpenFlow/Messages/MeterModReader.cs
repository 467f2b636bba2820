using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_METER_MOD in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.4, offsets from the start of the message:
/// <code>
/// 0 header   8 command   10 flags   12 meter_id   16 bands
/// </code>
/// </remarks>
public readonly ref struct MeterModReader
{
    public const int MinLength = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 16 bytes.</exception>
    public MeterModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.MeterMod, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>May be a number that is no command.</summary>
    public MeterModCommand Command => (MeterModCommand)BinaryPrimitives.ReadUInt16BigEndian(_message[8..]);

    public MeterFlags Flags => (MeterFlags)BinaryPrimitives.ReadUInt16BigEndian(_message[10..]);
    public uint MeterId => BinaryPrimitives.ReadUInt32BigEndian(_message[12..]);
    public MeterBandReader Bands => new(_message[MinLength..]);
}
