namespace EdgeFlow.OpenFlow;

/// <summary>OFPTR_*: why a table status message is sent.</summary>
/// <remarks>OpenFlow 1.4.1 §7.4.5.</remarks>
public enum TableReason : byte
{
    VacancyDown = 3,
    VacancyUp = 4,
}
