using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_QUEUE_GET_CONFIG_REQUEST in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.6: header, port u32 (OFPP_ANY = all), pad u32.</remarks>
public readonly ref struct QueueConfigRequestReader
{
    public const int Length = 16;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 16 bytes.</exception>
    public QueueConfigRequestReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.QueueGetConfigRequest, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>OFPP_ANY = all ports.</summary>
    public uint PortNumber => BinaryPrimitives.ReadUInt32BigEndian(_message[8..]);
}
