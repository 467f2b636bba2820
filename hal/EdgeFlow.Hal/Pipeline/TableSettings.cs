using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>What controllers and the configuration have set of one flow table.</summary>
/// <remarks><b>Threads:</b> the control thread.</remarks>
internal sealed class TableSettings
{
    /// <summary>Null: a full table refuses new entries.</summary>
    public EvictionQueue? Evictions { get; set; }

    public bool HasVacancyEvents { get; set; }

    public VacancyThresholds Vacancy { get; set; }

    /// <summary>The event that comes next; the two alternate.</summary>
    public TableReason NextEvent { get; set; } = TableReason.VacancyDown;

    /// <summary>Features as they were set, for an exact echo; null: those that the table has by itself.</summary>
    public TableFeatures? Features { get; set; }

    /// <summary>What <see cref="Features"/> leave; null: everything.</summary>
    public TableRules? Rules { get; set; }

    /// <summary>A controller has set a pipeline without this table.</summary>
    public bool IsLeftOut { get; set; }
}
