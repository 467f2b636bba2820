using System.Buffers;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class MultipartReplyTests
{
    private const uint Xid = 0x10;

    private delegate void Add(MultipartReplyWriter writer);

    [Fact]
    public void Desc_OfOpenVSwitch_ReadAndWrittenBack()
    {
        SwitchDescription description = new MultipartReader(Wire.Bytes(OpenVSwitch.DescReply)).Record<SwitchDescription>();

        Assert.Equal(("Nicira, Inc.", "Open vSwitch", "3.1.0"), (description.Manufacturer, description.Hardware, description.Software));
        Assert.Equal(OpenVSwitch.DescReply, Reply(MultipartType.Desc, w => w.Add(description)));
    }

    [Fact]
    public void Flow_OfOpenVSwitch_ReadAndWrittenBack()
    {
        var reply = new MultipartReader(Wire.Bytes(OpenVSwitch.FlowReply));
        var flows = new List<FlowStats>();
        foreach (FlowStatsTlv entry in reply.Flows)
        {
            flows.Add(FlowStats.Read(entry));
        }

        // As ovs-ofctl ofp-print prints the same bytes, but for the duration: it has milliseconds, TimeSpan 100 ns, the wire 1 ns.
        Assert.Equal(2, flows.Count);
        Assert.Equal(
            "cookie=0x1234, duration=0.022s, table=0, n_packets=1, n_bytes=42, send_flow_rem priority=7,ip,in_port=1,nw_dst=10.0.0.0/8 "
            + "actions=meter:5,CONTROLLER:128,write_metadata:0x5/0xff,goto_table:3",
            (flows[0] with { Duration = TimeSpan.FromMilliseconds(22) }).ToString());
        Assert.Equal(
            "cookie=0x0, duration=0.022s, table=3, n_packets=1, n_bytes=42, priority=0 actions=write_actions(group:1)",
            (flows[1] with { Duration = TimeSpan.FromMilliseconds(22) }).ToString());
        Assert.Equal(OpenVSwitch.FlowReply, Reply(MultipartType.Flow, w =>
        {
            flows.ForEach(flow => w.AddFlow(flow));
        }));
    }

    [Fact]
    public void Flow_RawMatchAndInstructions_SameBytesAsOpenVSwitch()
    {
        byte[] message = Wire.Bytes(OpenVSwitch.FlowReply);
        Assert.Equal(OpenVSwitch.FlowReply, Reply(MultipartType.Flow, w =>
        {
            foreach (FlowStatsTlv entry in new MultipartReader(message).Flows)
            {
                var header = new FlowStatsHeader
                {
                    TableId = entry.TableId,
                    DurationSeconds = entry.DurationSeconds,
                    DurationNanoseconds = entry.DurationNanoseconds,
                    Priority = entry.Priority,
                    IdleTimeoutSeconds = entry.IdleTimeoutSeconds,
                    HardTimeoutSeconds = entry.HardTimeoutSeconds,
                    Flags = entry.Flags,
                    Cookie = entry.Cookie,
                    PacketCount = entry.PacketCount,
                    ByteCount = entry.ByteCount,
                };
                w.AddFlow(header, Match.Read(entry.Match).ToBytes(), entry.Instructions.Bytes);
            }
        }));
    }

    [Fact]
    public void FixedSize_OfOpenVSwitch_ReadAndWrittenBack()
    {
        AssertSame<AggregateStats>(OpenVSwitch.AggregateReply, MultipartType.Aggregate, new AggregateStats(2, 84, 2));
        AssertSame<PortStats>(OpenVSwitch.PortStatsReply, MultipartType.PortStats, null);
        AssertSame<PortDescription>(OpenVSwitch.PortDescReply, MultipartType.PortDesc, null);
        AssertSame<QueueStats>(OpenVSwitch.QueueReply, MultipartType.Queue, null);
        AssertSame<GroupFeatures>(OpenVSwitch.GroupFeaturesReply, MultipartType.GroupFeatures, null);
        AssertSame<MeterFeatures>(OpenVSwitch.MeterFeaturesReply, MultipartType.MeterFeatures, new MeterFeatures(0x40000, 2, (MeterFlags)15, 8, 0));
        Assert.Equal(new TableStats(0, 1, 1, 1), TableStats.Read(Wire.Bytes(OpenVSwitch.TableStatsEntry)));
        byte[] table = new byte[TableStats.Size];
        new TableStats(0, 1, 1, 1).Write(table);
        Assert.Equal(OpenVSwitch.TableStatsEntry, Convert.ToHexStringLower(table));
    }

    [Fact]
    public void PortDesc_OfOpenVSwitch_NamesAndNumbers()
    {
        var ports = new List<PortDescription>();
        foreach (PortDescription port in new MultipartReader(Wire.Bytes(OpenVSwitch.PortDescReply)).Records<PortDescription>())
        {
            ports.Add(port);
        }

        Assert.Equal([(OfpPort.Local, "br0"), (1u, "p1"), (2u, "p2")], ports.Select(port => (port.Number, port.Name)).Order(new ByName()));
        Assert.Equal(PortState.Live, ports[0].State & PortState.Live);
    }

    [Fact]
    public void Group_OfOpenVSwitch_ReadAndWrittenBack()
    {
        MultipartEntryReader stats = new MultipartReader(Wire.Bytes(OpenVSwitch.GroupReply)).Entries;
        Assert.True(stats.MoveNext());
        GroupStatsHeader header = stats.Current.Group;
        var counts = new List<ByteAndPacketCount>();
        foreach (ByteAndPacketCount count in stats.Current.Counts)
        {
            counts.Add(count);
        }

        Assert.Equal((1u, 1u, 1ul, 42ul), (header.GroupId, header.ReferenceCount, header.PacketCount, header.ByteCount));
        Assert.Equal(new ByteAndPacketCount(1, 42), counts[1]);
        Assert.False(stats.MoveNext());
        Assert.Equal(OpenVSwitch.GroupReply, Reply(MultipartType.Group, w => w.AddGroupStats(header, counts.ToArray())));

        MultipartEntryReader descriptions = new MultipartReader(Wire.Bytes(OpenVSwitch.GroupDescReply)).Entries;
        Assert.True(descriptions.MoveNext());
        Assert.Equal((1u, GroupType.Select), (descriptions.Current.Id, descriptions.Current.GroupType));
        Assert.Equal([10, 20], Bucket.ReadAll(descriptions.Current.Buckets).Select(bucket => (int)bucket.Weight));
        byte[] buckets = descriptions.Current.Buckets.Bytes.ToArray();
        Assert.Equal(OpenVSwitch.GroupDescReply, Reply(MultipartType.GroupDesc, w => w.AddGroupDescription(1, GroupType.Select, buckets)));
    }

    [Fact]
    public void Meter_OfOpenVSwitch_ReadAndWrittenBack()
    {
        MultipartEntryReader stats = new MultipartReader(Wire.Bytes(OpenVSwitch.MeterReply)).Entries;
        Assert.True(stats.MoveNext());
        MeterStatsHeader header = stats.Current.Meter;
        Assert.Equal((5u, 1u, 1ul, 42ul), (header.MeterId, header.FlowCount, header.PacketInCount, header.ByteInCount));
        Assert.Equal(1, stats.Current.Counts.Count);
        Assert.Equal(OpenVSwitch.MeterReply, Reply(MultipartType.Meter, w => w.AddMeterStats(header, [default])));

        MultipartEntryReader configs = new MultipartReader(Wire.Bytes(OpenVSwitch.MeterConfigReply)).Entries;
        Assert.True(configs.MoveNext());
        Assert.Equal(5u, configs.Current.Id);
        Assert.Equal(MeterFlags.Kbps | MeterFlags.Burst | MeterFlags.Stats, configs.Current.MeterFlags);
        byte[] bands = configs.Current.Bands.Bytes.ToArray();
        MeterFlags flags = configs.Current.MeterFlags;
        Assert.Equal(OpenVSwitch.MeterConfigReply, Reply(MultipartType.MeterConfig, w => w.AddMeterConfig(5, flags, bands)));
    }

    [Fact]
    public void Writer_MoreThanAMessageHolds_SplitsBetweenEntriesWithMore()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new MultipartReplyWriter(output, Xid, MultipartType.PortStats))
        {
            for (uint port = 1; port <= 1500; port++)
            {
                writer.Add(new PortStats { PortNumber = port });
            }

            writer.Complete();
        }

        var buffer = new ReadOnlySequence<byte>(output.WrittenMemory);
        var more = new List<bool>();
        uint next = 1;
        while (OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
        {
            var reply = new MultipartReader(message.FirstSpan);
            Assert.Equal((Xid, MultipartType.PortStats), (reply.Xid, reply.Type));
            more.Add(reply.HasMore);
            foreach (PortStats stats in reply.Records<PortStats>())
            {
                Assert.Equal(next++, stats.PortNumber);
            }
        }

        Assert.Equal([true, true, false], more);
        Assert.Equal(1501u, next);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Writer_EntryLongerThanAMessage_Refused()
    {
        using var writer = new MultipartReplyWriter(new ArrayBufferWriter<byte>(), Xid, MultipartType.Flow);
        Assert.Throws<ArgumentException>(() => writer.Reserve(65520));
    }

    [Fact]
    public void Writer_NoEntries_OneEmptyReply() =>
        Assert.Equal("04130010000000100001000000000000", Reply(MultipartType.Flow, _ => { }));

    private static string Reply(MultipartType type, Add add) => Wire.Written(o =>
    {
        using var writer = new MultipartReplyWriter(o, Xid, type);
        add(writer);
        writer.Complete();
    });

    private static void AssertSame<T>(string golden, MultipartType type, T? expected)
        where T : struct, IWireRecord<T>
    {
        var records = new List<T>();
        foreach (T record in new MultipartReader(Wire.Bytes(golden)).Records<T>())
        {
            records.Add(record);
        }

        Assert.NotEmpty(records);
        Assert.Equal(expected ?? records[0], records[0]);
        Assert.Equal(golden, Reply(type, w => records.ForEach(record => w.Add(record))));
    }

    private sealed class ByName : IComparer<(uint Number, string Name)>
    {
        public int Compare((uint Number, string Name) x, (uint Number, string Name) y) => string.CompareOrdinal(x.Name, y.Name);
    }
}
