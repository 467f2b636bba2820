namespace EdgeFlow.OpenFlow;

/// <summary>OFPMC_*: what a meter-mod does.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4.</remarks>
public enum MeterModCommand : ushort
{
    Add = 0,
    Modify = 1,
    Delete = 2,
}
