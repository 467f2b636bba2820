namespace EdgeFlow.OpenFlow;

/// <summary>OFPTMFC_*: codes of the error type TableModFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum TableModFailed : ushort
{
    BadTable = 0,
    BadConfig = 1,
    Eperm = 2,
}
