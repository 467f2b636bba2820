namespace EdgeFlow.OpenFlow;

/// <summary>OFPFC_*: what a flow-mod does.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.1.</remarks>
public enum FlowModCommand : byte
{
    Add = 0,
    Modify = 1,
    ModifyStrict = 2,
    Delete = 3,
    DeleteStrict = 4,
}
