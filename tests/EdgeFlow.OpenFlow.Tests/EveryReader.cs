using System.Runtime.CompilerServices;
using EdgeFlow.OpenFlow.Holds;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.OpenFlow.Tests;

/// <summary>Reads a message of any type to its last field, so that tests reach every check of the codec.</summary>
internal static class EveryReader
{
    /// <exception cref="OpenFlowException">The message breaks the format; nothing else may escape.</exception>
    public static void Read(OfpType type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case OfpType.Hello:
                _ = new HelloReader(message).Negotiate(0x12);
                break;
            case OfpType.Error:
                Use(new ErrorReader(message).Error.ToString());
                break;
            case OfpType.Experimenter:
                ReadExperimenter(new ExperimenterReader(message));
                break;
            case OfpType.FeaturesReply:
                Use(new FeaturesReplyReader(message).Capabilities);
                break;
            case OfpType.SetConfig or OfpType.GetConfigReply:
                Use(new SwitchConfigReader(message).MissSendLength);
                break;
            case OfpType.PacketIn:
                var packetIn = new PacketInReader(message);
                Use(Match.Read(packetIn.Match));
                Use(packetIn.InPort);
                Use(packetIn.Data.Length);
                break;
            case OfpType.FlowRemoved:
                Use(Match.Read(new FlowRemovedReader(message).Match));
                break;
            case OfpType.PortStatus:
                Use(new PortStatusReader(message).Port);
                break;
            case OfpType.PacketOut:
                var packetOut = new PacketOutReader(message);
                Use(OfAction.ReadAll(packetOut.Actions));
                Use(packetOut.Data.Length);
                break;
            case OfpType.FlowMod:
                FlowMod flowMod = FlowMod.Read(new FlowModReader(message));
                Use(flowMod.ToString());
                Use(flowMod.Match.Validate());
                break;
            case OfpType.GroupMod:
                Use(GroupMod.Read(new GroupModReader(message)));
                break;
            case OfpType.PortMod:
                Use(new PortModReader(message).Advertise);
                break;
            case OfpType.TableMod:
                Use(new TableModReader(message).Config);
                break;
            case OfpType.MultipartRequest:
                ReadRequest(new MultipartReader(message));
                break;
            case OfpType.MultipartReply:
                ReadReply(new MultipartReader(message));
                break;
            case OfpType.QueueGetConfigRequest:
                Use(new QueueConfigRequestReader(message).PortNumber);
                break;
            case OfpType.QueueGetConfigReply:
                Use(new QueueConfigReplyReader(message).ReadQueues());
                break;
            case OfpType.RoleRequest or OfpType.RoleReply:
                Use(new RoleReader(message).GenerationId);
                break;
            case OfpType.SetAsync or OfpType.GetAsyncReply:
                Use(new AsyncConfigReader(message).Config);
                break;
            case OfpType.MeterMod:
                Use(MeterMod.Read(new MeterModReader(message)));
                break;
        }
    }

    private static void ReadExperimenter(ExperimenterReader reader)
    {
        switch (reader.ExperimenterType)
        {
            case EdgeFlowExperimenter.HoldCreate:
                Use(reader.Record<HoldCreate>());
                break;
            case EdgeFlowExperimenter.HoldRelease:
                Use(reader.Record<HoldRelease>());
                break;
            case EdgeFlowExperimenter.HoldStatusReply:
                Use(reader.Record<HoldStatus>());
                break;
            default:
                Use(reader.Record<HoldReference>());
                break;
        }
    }

    private static void ReadRequest(MultipartReader reader)
    {
        switch (reader.Type)
        {
            case MultipartType.Flow or MultipartType.Aggregate:
                Use(Match.Read(new FlowStatsRequestReader(reader.Body).Match));
                break;
            case MultipartType.PortStats:
                Use(reader.Record<PortStatsRequest>());
                break;
            case MultipartType.Queue:
                Use(reader.Record<QueueStatsRequest>());
                break;
            case MultipartType.Group:
                Use(reader.Record<GroupStatsRequest>());
                break;
            case MultipartType.Meter or MultipartType.MeterConfig:
                Use(reader.Record<MeterRequest>());
                break;
            case MultipartType.TableFeatures:
                Use(TableFeatures.ReadAll(reader.Body));
                break;
            case MultipartType.Experimenter:
                Use(reader.Experimenter);
                Use(reader.ExperimenterBody.Length);
                break;
        }
    }

    private static void ReadReply(MultipartReader reader)
    {
        switch (reader.Type)
        {
            case MultipartType.Desc:
                Use(reader.Record<SwitchDescription>());
                break;
            case MultipartType.Flow:
                foreach (FlowStatsTlv entry in reader.Flows)
                {
                    Use(FlowStats.Read(entry).ToString());
                }

                break;
            case MultipartType.Aggregate:
                Use(reader.Record<AggregateStats>());
                break;
            case MultipartType.Table:
                ReadRecords<TableStats>(reader);
                break;
            case MultipartType.PortStats:
                ReadRecords<PortStats>(reader);
                break;
            case MultipartType.Queue:
                ReadRecords<QueueStats>(reader);
                break;
            case MultipartType.GroupFeatures:
                Use(reader.Record<GroupFeatures>());
                break;
            case MultipartType.MeterFeatures:
                Use(reader.Record<MeterFeatures>());
                break;
            case MultipartType.TableFeatures:
                Use(TableFeatures.ReadAll(reader.Body));
                break;
            case MultipartType.PortDesc:
                ReadRecords<PortDescription>(reader);
                break;
            case MultipartType.Group or MultipartType.GroupDesc or MultipartType.Meter or MultipartType.MeterConfig:
                ReadEntries(reader);
                break;
            case MultipartType.Experimenter:
                Use(reader.ExperimenterBody.Length);
                break;
        }
    }

    private static void ReadEntries(MultipartReader reader)
    {
        foreach (MultipartEntry entry in reader.Entries)
        {
            switch (reader.Type)
            {
                case MultipartType.Group:
                    Use(entry.Group);
                    Use(entry.Counts.Count);
                    break;
                case MultipartType.Meter:
                    Use(entry.Meter);
                    Use(entry.Counts.Count);
                    break;
                case MultipartType.GroupDesc:
                    Use(Bucket.ReadAll(entry.Buckets));
                    break;
                default:
                    foreach (MeterBandTlv band in entry.Bands)
                    {
                        Use(band.Experimenter);
                    }

                    break;
            }
        }
    }

    private static void ReadRecords<T>(MultipartReader reader)
        where T : struct, IWireRecord<T>
    {
        foreach (T record in reader.Records<T>())
        {
            Use(record);
        }
    }

    // Keeps the read from being optimised away.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
