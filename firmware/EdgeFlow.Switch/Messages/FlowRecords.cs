using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes the entries of a flow statistics reply (OpenFlow 1.3.5 §7.3.5.2).</summary>
internal static class FlowRecords
{
    /// <summary>Adds a count to an aggregate: all ones for what is not known (§5.8), as a sum with an entry that does not count is not.</summary>
    public static ulong Sum(ulong sum, ulong count) => sum == ulong.MaxValue || count == ulong.MaxValue ? ulong.MaxValue : sum + count;

    /// <summary>
    /// 0 length  2 table_id  4 duration (s)  8 (ns)  12 priority  14 idle  16 hard  18 flags  24 cookie  32 packets  40 bytes  48 match, instructions.
    /// </summary>
    public static void Write(MessageBuffer output, in FlowSnapshot flow)
    {
        FlowEntry entry = flow.Entry;
        int start = output.Count;
        int length = output.Length();
        output.U8(flow.TableId);
        output.U8(0);
        EventMessages.Duration(output, flow.Age);
        output.U16(entry.Priority);
        output.U16(entry.IdleTimeoutSeconds);
        output.U16(entry.HardTimeoutSeconds);
        output.U16((ushort)entry.Flags);
        output.U32(0);
        output.U64(entry.Cookie);
        output.U64(entry.PacketCount);
        output.U64(entry.ByteCount);
        output.Bytes(entry.MatchBytes.Span);
        output.Bytes(flow.InstructionBytes.Span);
        output.PatchLength(length, start);
    }
}
