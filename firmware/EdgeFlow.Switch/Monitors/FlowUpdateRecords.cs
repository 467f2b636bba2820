using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Monitors;

/// <summary>Writes the updates of flow monitors (ONF extension 187).</summary>
internal static class FlowUpdateRecords
{
    private const int MatchHeaderLength = 4;

    /// <summary>Begins the message around updates; ended by <see cref="MessageBuffer.End"/>.</summary>
    /// <param name="xid">Of the request that is answered; 0 for what is told unasked.</param>
    public static void Begin(MessageBuffer output, uint xid)
    {
        output.BeginMultipart(MultipartType.Experimenter, xid);
        output.U32(OnfExperimenter.Id);
        output.U32(OnfExperimenter.FlowMonitor);
        output.EndPartHeader();
    }

    /// <summary>
    /// 0 length  2 event  4 reason  6 priority  8 idle  10 hard  12 match_len  14 table_id  16 cookie  24 match, padded to 8, instructions.
    /// </summary>
    public static void Write(MessageBuffer output, in FlowChange change, FlowMonitorFlags flags, bool hasMatchHeader)
    {
        FlowEntry entry = change.Entry;
        ReadOnlySpan<byte> match = entry.MatchBytes.Span;
        match = match[..BinaryPrimitives.ReadUInt16BigEndian(match[2..])];
        if (!hasMatchHeader)
        {
            match = match[MatchHeaderLength..];
        }

        int start = output.Count;
        int length = output.Length();
        output.U16((ushort)change.Event);
        output.U16(change.Event == FlowUpdateEvent.Deleted ? (ushort)change.Reason : (ushort)0);
        output.U16(entry.Priority);
        output.U16(entry.IdleTimeoutSeconds);
        output.U16(entry.HardTimeoutSeconds);
        output.U16((ushort)match.Length);
        output.U8(change.TableId);
        output.U8(0);
        output.U64(entry.Cookie);
        output.Bytes(match);
        output.PadTo8(start);
        if ((flags & FlowMonitorFlags.Actions) != 0)
        {
            output.Bytes(Datapath.InstructionsOf(entry).Span);
        }

        output.PatchLength(length, start);
    }

    /// <summary>0 length  2 event  4 xid: that the peer itself changed something by that message.</summary>
    public static void WriteAbbreviated(MessageBuffer output, uint xid)
    {
        output.U16(8);
        output.U16((ushort)FlowUpdateEvent.Abbreviated);
        output.U32(xid);
    }
}
