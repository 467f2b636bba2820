using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OpenFlow 1.4 table-mod in an OFPT_EXPERIMENTER of the ONF (docs/table-extension.md).</summary>
/// <remarks>
/// Offsets from the start of the message; each property is type u16, length u16 = 8, body:
/// <code>
/// 0 header   8 experimenter   12 exp_type   16 table_id   17 pad   20 config   24 properties
/// EVICTION: 4 flags        VACANCY: 4 vacancy_down   5 vacancy_up   6 vacancy (ignored)   7 pad
/// </code>
/// </remarks>
public readonly ref struct OnfTableModReader
{
    public const int MinLength = 24;
    private const int PropertyLength = 8;

    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 24 bytes, or a property is cut off;
    /// TABLE_MOD_FAILED/BAD_CONFIG: a property of another type.</exception>
    public OnfTableModReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < MinLength || (message.Length - MinLength) % PropertyLength != 0)
        {
            OpenFlowException.ThrowBadLength(OfpType.Experimenter, message.Length);
        }

        _message = message;
        for (ReadOnlySpan<byte> left = message[MinLength..]; !left.IsEmpty; left = left[PropertyLength..])
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
            if (length != PropertyLength)
            {
                OpenFlowException.ThrowBadLength(BadRequest.BadLen, "table-mod property", length, left.Length);
            }

            switch ((TableModPropertyType)BinaryPrimitives.ReadUInt16BigEndian(left))
            {
                case TableModPropertyType.Eviction:
                    EvictionFlags = (EvictionFlags)BinaryPrimitives.ReadUInt32BigEndian(left[4..]);
                    break;
                case TableModPropertyType.Vacancy:
                    HasVacancy = true;
                    (VacancyDown, VacancyUp) = (left[4], left[5]);
                    break;
                default:
                    OpenFlowException.Throw(TableModFailed.BadConfig, $"table-mod property of type {BinaryPrimitives.ReadUInt16BigEndian(left)}");
                    break;
            }
        }
    }

    /// <summary>0xff = all tables.</summary>
    public byte TableId => _message[16];

    public TableConfig Config => (TableConfig)BinaryPrimitives.ReadUInt32BigEndian(_message[20..]);

    /// <summary>None if there is no eviction property, too.</summary>
    public EvictionFlags EvictionFlags { get; }

    /// <summary>Whether the thresholds are given.</summary>
    public bool HasVacancy { get; }

    /// <summary>Percent of free entries; fewer are worth an event.</summary>
    public byte VacancyDown { get; }

    /// <summary>Percent of free entries; more are worth an event.</summary>
    public byte VacancyUp { get; }
}
