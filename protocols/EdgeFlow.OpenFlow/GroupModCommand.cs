namespace EdgeFlow.OpenFlow;

/// <summary>OFPGC_*: what a group-mod does.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2.</remarks>
public enum GroupModCommand : ushort
{
    Add = 0,
    Modify = 1,
    Delete = 2,
}
