namespace EdgeFlow.OpenFlow;

/// <summary>OFPPMFC_*: codes of the error type PortModFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum PortModFailed : ushort
{
    BadPort = 0,
    BadHwAddr = 1,
    BadConfig = 2,
    BadAdvertise = 3,
    Eperm = 4,
}
