using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>Eviction and vacancy events over OpenFlow 1.3: ONF extension 192, see docs/table-extension.md.</summary>
/// <remarks>Offsets count from the start of the message; 16 bytes of envelope come first.</remarks>
internal sealed class TableExtensionHandler(OpenFlowConnection connection, Datapath datapath)
{
    private const int EvictionLength = 24;
    private const int MultipartHeaderLength = 16;

    /// <summary>Whether these are messages of this extension.</summary>
    public static bool Handles(uint experimenter, uint type) => experimenter == OnfTableExtension.ExperimenterId
        && type is OnfTableExtension.TableMod or OnfTableExtension.SetEviction or OnfTableExtension.EvictionRequest;

    /// <param name="message">One whose type <see cref="Handles"/>.</param>
    public OfpError? Handle(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        uint type = new ExperimenterReader(message).ExperimenterType;
        if (connection.Role == ControllerRole.Slave && type != OnfTableExtension.EvictionRequest)
        {
            return BadRequest.IsSlave;
        }

        OfpError? refused = type switch
        {
            OnfTableExtension.TableMod => Configure(new OnfTableModReader(message)),
            OnfTableExtension.SetEviction => SetEviction(message),
            _ => WriteEviction(message, replies),
        };
        connection.KnowsTableExtension |= refused is null;
        return refused;
    }

    /// <summary>The multipart request for table descriptions: nothing follows its exp_type.</summary>
    public OfpError? HandleMultipart(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (message.Length != MultipartHeaderLength + 8)
        {
            return BadRequest.BadLen;
        }

        connection.KnowsTableExtension = true;
        replies.BeginMultipart(MultipartType.Experimenter, BinaryPrimitives.ReadUInt32BigEndian(message[4..]));
        replies.U32(OnfTableExtension.ExperimenterId);
        replies.U32(OnfTableExtension.TableDescription);
        replies.EndPartHeader();
        foreach (TableDescription table in datapath.GetTableDescriptions())
        {
            replies.BeginRecord();
            TableDescriptionRecords.Write(replies, in table);
            replies.EndRecord();
        }

        replies.End();
        return null;
    }

    private OfpError? Configure(OnfTableModReader message)
    {
        // How entries are chosen is the switch's business, so it can be repeated, not changed.
        if (message.EvictionFlags is not (EvictionFlags.None or Datapath.EvictionOrder))
        {
            return TableModFailed.BadConfig;
        }

        VacancyThresholds? thresholds = message.HasVacancy ? new VacancyThresholds(message.VacancyDown, message.VacancyUp) : null;
        OfpError? refused = datapath.ConfigureTable(message.TableId, message.Config, thresholds);
        connection.WantsTableStatus |= refused is null && (message.Config & TableConfig.VacancyEvents) != 0;
        return refused;
    }

    /// <summary>16 table_id, 17 enabled, 18 pad.</summary>
    private OfpError? SetEviction(ReadOnlySpan<byte> message) =>
        message.Length != EvictionLength ? OfpError.From(BadRequest.BadLen) : datapath.SetEviction(message[16], message[17] != 0);

    /// <summary>16 table_id, 17 pad; answered with table_id, enabled, pad.</summary>
    private OfpError? WriteEviction(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (message.Length != EvictionLength)
        {
            return BadRequest.BadLen;
        }

        byte tableId = message[16];
        if (!datapath.HasTable(tableId))
        {
            return TableModFailed.BadTable;
        }

        TableDescription table = datapath.GetTableDescriptions().First(each => each.TableId == tableId);
        replies.Begin(OfpType.Experimenter, BinaryPrimitives.ReadUInt32BigEndian(message[4..]));
        replies.U32(OnfTableExtension.ExperimenterId);
        replies.U32(OnfTableExtension.EvictionReply);
        replies.U8(tableId);
        replies.U8((byte)((table.Config & TableConfig.Eviction) != 0 ? 1 : 0));
        replies.Zeros(6);
        replies.End();
        return null;
    }
}
