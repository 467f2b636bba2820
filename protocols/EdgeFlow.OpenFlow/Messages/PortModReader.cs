using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_PORT_MOD in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.3, offsets from the start of the message:
/// <code>
/// 0 header   8 port_no   12 pad   16 hw_addr   22 pad   24 config   28 mask   32 advertise   36 pad
/// </code>
/// </remarks>
public readonly ref struct PortModReader
{
    public const int Length = 40;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 40 bytes.</exception>
    public PortModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.PortMod, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public uint PortNumber => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);

    /// <summary>6 bytes; must be the port's own, as a safeguard against confusion.</summary>
    public ReadOnlySpan<byte> HardwareAddress => _message.Slice(16, 6);

    public PortConfig Config => (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[24..]);

    /// <summary>Bits of <see cref="Config"/> to change.</summary>
    public PortConfig Mask => (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[28..]);

    /// <summary>0 = leave as it is.</summary>
    public PortFeatures Advertise => (PortFeatures)BinaryPrimitives.ReadUInt32BigEndian(_message[32..]);
}
