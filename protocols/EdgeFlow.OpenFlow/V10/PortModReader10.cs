using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>Reads one OFPT_PORT_MOD in place.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.3.4, offsets from the start of the message:
/// <code>
/// 0 header   8 port_no   10 hw_addr   16 config   20 mask   24 advertise   28 pad
/// </code>
/// </remarks>
public readonly ref struct PortModReader10
{
    public const int Length = 32;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 32 bytes.</exception>
    public PortModReader10(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "port-mod", message.Length, Length);
        }

        _message = message;
    }

    public ushort PortNumber => BinaryPrimitives.ReadUInt16BigEndian(_message[8..]);

    /// <summary>6 bytes; must be the port's own, as a safeguard against confusion.</summary>
    public ReadOnlySpan<byte> HardwareAddress => _message.Slice(10, 6);

    public PortConfig Config => (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[16..]);

    /// <summary>Bits of <see cref="Config"/> to change.</summary>
    public PortConfig Mask => (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[20..]);

    /// <summary>Bits of 1.0 (<see cref="PortFeatures10"/>); 0 = leave as it is.</summary>
    public uint Advertise => BinaryPrimitives.ReadUInt32BigEndian(_message[24..]);
}
