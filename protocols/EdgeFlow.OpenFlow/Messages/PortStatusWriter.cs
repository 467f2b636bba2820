using System.Buffers;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_PORT_STATUS.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.3; offsets in <see cref="PortStatusReader"/>.</remarks>
public static class PortStatusWriter
{
    public static void Write(IBufferWriter<byte> output, uint xid, PortReason reason, in PortDescription port)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.PortStatus, xid, PortStatusReader.Length);
        message[8] = (byte)reason;
        port.Write(message[16..]);
        output.Advance(PortStatusReader.Length);
    }
}
