namespace EdgeFlow.OpenFlow;

/// <summary>OFPBMC_*: codes of the error type BadMatch.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum BadMatch : ushort
{
    BadType = 0,
    BadLen = 1,
    BadTag = 2,
    BadDlAddrMask = 3,
    BadNwAddrMask = 4,
    BadWildcards = 5,
    BadField = 6,
    BadValue = 7,
    BadMask = 8,
    BadPrereq = 9,
    DupField = 10,
    Eperm = 11,
}
