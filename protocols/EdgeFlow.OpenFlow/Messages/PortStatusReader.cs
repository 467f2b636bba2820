using System.Buffers.Binary;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_PORT_STATUS.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.4.3, offsets from the start of the message:
/// <code>
/// 0 header   8 reason   9 pad   16 port (64 bytes)
/// </code>
/// </remarks>
public readonly ref struct PortStatusReader
{
    public const int Length = 80;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not 80 bytes.</exception>
    public PortStatusReader(ReadOnlySpan<byte> message)
    {
        if (message.Length != Length)
        {
            OpenFlowException.ThrowBadLength(OfpType.PortStatus, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);
    public PortReason Reason => (PortReason)_message[8];

    /// <summary>Copies the description; allocates its name.</summary>
    public PortDescription Port => PortDescription.Read(_message[16..]);
}
