namespace EdgeFlow.OpenFlow;

/// <summary>OFPTFFC_*: codes of the error type TableFeaturesFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum TableFeaturesFailed : ushort
{
    BadTable = 0,
    BadMetadata = 1,
    BadType = 2,
    BadLen = 3,
    BadArgument = 4,
    Eperm = 5,
}
