using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>How a flow table is configured, and how much room it has: the ofp_table_desc of OpenFlow 1.4.1 §7.3.5.17.</summary>
/// <param name="VacancyDown">Percent; an event comes when less is free. 0 before it was set.</param>
/// <param name="VacancyUp">Percent; an event comes when more is free.</param>
/// <param name="Vacancy">Percent of the table that is free now, rounded down.</param>
public readonly record struct TableDescription(byte TableId, TableConfig Config, byte VacancyDown, byte VacancyUp, byte Vacancy);
