using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Writes OFPT_TABLE_MOD.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.3; offsets in <see cref="TableModReader"/>.</remarks>
public static class TableModWriter
{
    public static void Write(IBufferWriter<byte> output, uint xid, byte tableId, TableConfig config)
    {
        Span<byte> message = WireMessage.Begin(output, OfpType.TableMod, xid, TableModReader.Length);
        message[8] = tableId;
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], (uint)config);
        output.Advance(TableModReader.Length);
    }
}
