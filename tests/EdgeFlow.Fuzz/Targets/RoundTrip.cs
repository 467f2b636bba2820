using System.Buffers;
using System.Collections.Immutable;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>What was read, written and read again must be the same.</summary>
internal static class RoundTrip
{
    public delegate T Reader<out T>(ReadOnlySpan<byte> bytes);

    /// <summary>Messages that have a model.</summary>
    /// <exception cref="OpenFlowException">The message breaks the format.</exception>
    public static void Message(OfpType type, ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>(256);
        switch (type)
        {
            case OfpType.FlowMod:
                FlowMod flow = FlowMod.Read(new FlowModReader(message));
                flow.Write(output, 1);
                Equal(flow, Again(output.WrittenSpan, static bytes => FlowMod.Read(new FlowModReader(bytes))));
                break;
            case OfpType.GroupMod:
                GroupMod group = GroupMod.Read(new GroupModReader(message));
                group.Write(output, 1);
                Equal(group, Again(output.WrittenSpan, static bytes => GroupMod.Read(new GroupModReader(bytes))));
                break;
            case OfpType.MeterMod:
                MeterMod meter = MeterMod.Read(new MeterModReader(message));
                meter.Write(output, 1);
                Equal(meter, Again(output.WrittenSpan, static bytes => MeterMod.Read(new MeterModReader(bytes))));
                break;
            case OfpType.SetAsync:
                AsyncConfig config = new AsyncConfigReader(message).Config;
                AsyncConfigWriter.WriteSet(output, 1, config);
                Equal(config, Again(output.WrittenSpan, static bytes => new AsyncConfigReader(bytes).Config));
                break;
            case OfpType.PortStatus:
                Record(Terminated(new PortStatusReader(message).Port));
                break;
            case OfpType.QueueGetConfigReply:
                var reader = new QueueConfigReplyReader(message);
                ImmutableArray<PacketQueue> queues = reader.ReadQueues();
                QueueConfigWriter.WriteReply(output, 1, reader.PortNumber, queues.AsSpan());
                Equal(true, queues.SequenceEqual(Again(output.WrittenSpan, static bytes => new QueueConfigReplyReader(bytes).ReadQueues())));
                break;
            case OfpType.MultipartRequest or OfpType.MultipartReply:
                Multipart(type, new MultipartReader(message), output);
                break;
        }
    }

    /// <summary>A structure of fixed size.</summary>
    public static void Record<T>(T record)
        where T : struct, IWireRecord<T>
    {
        byte[] bytes = new byte[T.Size];
        record.Write(bytes);
        Equal(record, T.Read(bytes));
    }

    /// <summary>Reads what was written of something that had been read.</summary>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public static T Again<T>(ReadOnlySpan<byte> written, Reader<T> read)
    {
        try
        {
            return read(written);
        }
        catch (OpenFlowException e)
        {
            throw new InvalidOperationException($"{Convert.ToHexStringLower(written)}, written of what was read, is refused", e);
        }
    }

    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Equal<T>(T first, T second)
    {
        if (!EqualityComparer<T>.Default.Equals(first, second))
        {
            throw new InvalidOperationException($"'{first}' became '{second}'");
        }
    }

    private static void Multipart(OfpType type, MultipartReader reader, ArrayBufferWriter<byte> output)
    {
        switch (reader.Type)
        {
            case MultipartType.TableFeatures:
                ImmutableArray<TableFeatures> tables = TableFeatures.ReadAll(reader.Body);
                using (var writer = new MultipartReplyWriter(output, 1, MultipartType.TableFeatures))
                {
                    foreach (TableFeatures table in tables)
                    {
                        table.AddTo(writer);
                    }

                    writer.Complete();
                }

                ImmutableArray<TableFeatures> again = Again(output.WrittenSpan, static bytes => TableFeatures.ReadAll(new MultipartReader(bytes).Body));
                Equal(true, tables.Select(Terminated).SequenceEqual(again));
                break;
            case MultipartType.PortDesc when type == OfpType.MultipartReply:
                foreach (PortDescription port in reader.Records<PortDescription>())
                {
                    Record(Terminated(port));
                }


                break;
            case MultipartType.PortStats when type == OfpType.MultipartReply:
                Records<PortStats>(reader);
                break;
            case MultipartType.Queue when type == OfpType.MultipartReply:
                Records<QueueStats>(reader);
                break;
            case MultipartType.Table when type == OfpType.MultipartReply:
                Records<TableStats>(reader);
                break;
        }
    }

    // A name that fills its field to the end is not as the specification wants it; writing ends it with a zero.
    private static TableFeatures Terminated(TableFeatures table) => table with { Name = table.Name[..Math.Min(table.Name.Length, 31)] };

    private static PortDescription Terminated(PortDescription port) => port with { Name = port.Name[..Math.Min(port.Name.Length, 15)] };

    private static void Records<T>(MultipartReader reader)
        where T : struct, IWireRecord<T>
    {
        foreach (T record in reader.Records<T>())
        {
            Record(record);
        }
    }
}
