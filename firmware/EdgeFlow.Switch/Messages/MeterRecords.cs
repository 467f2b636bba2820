using EdgeFlow.Hal.Meters;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes meters into statistics and configuration replies (OpenFlow 1.3.5 §7.3.5.11, §7.3.5.12).</summary>
internal static class MeterRecords
{
    /// <summary>§7.3.5.11: 0 meter_id  4 len  12 flow_count  16 packets  24 bytes  32 duration  40 per band packets, bytes.</summary>
    public static void WriteStats(MessageBuffer output, MeterSnapshot meter)
    {
        int start = output.Count;
        output.U32(meter.MeterId);
        int length = output.Length();
        output.Zeros(6);
        output.U32(meter.FlowCount);
        output.U64(meter.Packets);
        output.U64(meter.Bytes);
        EventMessages.Duration(output, meter.Age);
        foreach ((ulong packets, ulong bytes) in meter.BandCounters)
        {
            output.U64(packets);
            output.U64(bytes);
        }

        output.PatchLength(length, start);
    }

    /// <summary>§7.3.5.12: 0 length  2 flags  4 meter_id  8 bands.</summary>
    public static void WriteConfig(MessageBuffer output, MeterSnapshot meter)
    {
        output.U16((ushort)(8 + meter.RawBands.Length));
        output.U16((ushort)meter.Flags);
        output.U32(meter.MeterId);
        output.Bytes(meter.RawBands.Span);
    }
}
