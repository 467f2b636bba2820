namespace EdgeFlow.OpenFlow;

/// <summary>OFPCR_ROLE_*: role of a controller on one channel.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.9.</remarks>
public enum ControllerRole : uint
{
    NoChange = 0,
    Equal = 1,
    Master = 2,
    Slave = 3,
}
