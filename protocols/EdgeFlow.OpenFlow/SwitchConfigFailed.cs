namespace EdgeFlow.OpenFlow;

/// <summary>OFPSCFC_*: codes of the error type SwitchConfigFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum SwitchConfigFailed : ushort
{
    BadFlags = 0,
    BadLen = 1,
    Eperm = 2,
}
