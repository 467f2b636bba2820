using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_GET_CONFIG_REQUEST, OFPT_GET_CONFIG_REPLY and OFPT_SET_CONFIG.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.2; offsets in <see cref="SwitchConfigReader"/>.</remarks>
public static class SwitchConfigWriter
{
    public static void WriteGetRequest(IBufferWriter<byte> output, uint xid) =>
        WireMessage.WriteEmpty(output, OfpType.GetConfigRequest, xid);

    public static void WriteGetReply(IBufferWriter<byte> output, uint xid, ConfigFlags flags, ushort missSendLength) =>
        Write(output, OfpType.GetConfigReply, xid, flags, missSendLength);

    public static void WriteSet(IBufferWriter<byte> output, uint xid, ConfigFlags flags, ushort missSendLength) =>
        Write(output, OfpType.SetConfig, xid, flags, missSendLength);

    private static void Write(IBufferWriter<byte> output, OfpType type, uint xid, ConfigFlags flags, ushort missSendLength)
    {
        Span<byte> message = WireMessage.Begin(output, type, xid, SwitchConfigReader.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], missSendLength);
        output.Advance(SwitchConfigReader.Length);
    }
}
