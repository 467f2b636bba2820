namespace EdgeFlow.OpenFlow;

/// <summary>OFPHFC_*: codes of the error type HelloFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum HelloFailed : ushort
{
    Incompatible = 0,
    Eperm = 1,
}
