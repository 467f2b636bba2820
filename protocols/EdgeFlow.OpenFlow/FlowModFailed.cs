namespace EdgeFlow.OpenFlow;

/// <summary>OFPFMFC_*: codes of the error type FlowModFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum FlowModFailed : ushort
{
    Unknown = 0,
    TableFull = 1,
    BadTableId = 2,
    Overlap = 3,
    Eperm = 4,
    BadTimeout = 5,
    BadCommand = 6,
    BadFlags = 7,
}
