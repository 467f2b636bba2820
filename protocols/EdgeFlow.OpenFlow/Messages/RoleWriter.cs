using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_ROLE_REQUEST and OFPT_ROLE_REPLY.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.9; offsets in <see cref="RoleReader"/>.</remarks>
public static class RoleWriter
{
    public static void WriteRequest(IBufferWriter<byte> output, uint xid, ControllerRole role, ulong generationId) =>
        Write(output, OfpType.RoleRequest, xid, role, generationId);

    public static void WriteReply(IBufferWriter<byte> output, uint xid, ControllerRole role, ulong generationId) =>
        Write(output, OfpType.RoleReply, xid, role, generationId);

    private static void Write(IBufferWriter<byte> output, OfpType type, uint xid, ControllerRole role, ulong generationId)
    {
        Span<byte> message = WireMessage.Begin(output, type, xid, RoleReader.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], (uint)role);
        BinaryPrimitives.WriteUInt64BigEndian(message[16..], generationId);
        output.Advance(RoleReader.Length);
    }
}
