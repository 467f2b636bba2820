namespace EdgeFlow.OpenFlow;

/// <summary>OFPTMPT_*: type of a property of a table-mod or table description.</summary>
/// <remarks>OpenFlow 1.4.1 §7.3.4.1.</remarks>
public enum TableModPropertyType : ushort
{
    Eviction = 2,
    Vacancy = 3,
}
