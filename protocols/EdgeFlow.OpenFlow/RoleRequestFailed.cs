namespace EdgeFlow.OpenFlow;

/// <summary>OFPRRFC_*: codes of the error type RoleRequestFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum RoleRequestFailed : ushort
{
    Stale = 0,
    Unsup = 1,
    BadRole = 2,
}
