using EdgeFlow.Hal.Groups;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes groups into statistics and description replies (OpenFlow 1.3.5 §7.3.5.9).</summary>
internal static class GroupRecords
{
    /// <summary>§7.3.5.9.1: 0 length  4 group_id  8 ref_count  16 packets  24 bytes  32 duration  40 per bucket packets, bytes.</summary>
    public static void WriteStats(MessageBuffer output, GroupSnapshot group)
    {
        int start = output.Count;
        int length = output.Length();
        output.U16(0);
        output.U32(group.GroupId);
        output.U32(group.ReferenceCount);
        output.U32(0);
        output.U64(group.Packets);
        output.U64(group.Bytes);
        EventMessages.Duration(output, group.Age);
        foreach ((ulong packets, ulong bytes) in group.BucketCounters)
        {
            output.U64(packets);
            output.U64(bytes);
        }

        output.PatchLength(length, start);
    }

    /// <summary>§7.3.5.9.2: 0 length  2 type  4 group_id  8 buckets.</summary>
    public static void WriteDescription(MessageBuffer output, GroupSnapshot group)
    {
        output.U16((ushort)(8 + group.RawBuckets.Length));
        output.U8((byte)group.Type);
        output.U8(0);
        output.U32(group.GroupId);
        output.Bytes(group.RawBuckets.Span);
    }
}
