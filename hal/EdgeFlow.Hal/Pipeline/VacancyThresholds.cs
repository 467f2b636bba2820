namespace EdgeFlow.Hal.Pipeline;

/// <summary>When vacancy events come: percent of a flow table that is free.</summary>
/// <param name="Down">VACANCY_DOWN when less is free; at most <paramref name="Up"/>.</param>
/// <param name="Up">VACANCY_UP when more is free; at most 100.</param>
public readonly record struct VacancyThresholds(byte Down, byte Up);
