namespace EdgeFlow.OpenFlow;

/// <summary>OFPTC_*: configuration of a flow table; 3 is deprecated and ignored.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.3; the others are of OpenFlow 1.4.1 and come in ONF's table-mod only (docs/table-extension.md).</remarks>
[Flags]
public enum TableConfig : uint
{
    None = 0,
    DeprecatedMask = 3,

    /// <summary>A full table lets less important entries go for new ones.</summary>
    Eviction = 1 << 2,

    /// <summary>Table status messages are sent when the space left crosses a threshold.</summary>
    VacancyEvents = 1 << 3,
}
