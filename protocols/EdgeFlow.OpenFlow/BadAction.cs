namespace EdgeFlow.OpenFlow;

/// <summary>OFPBAC_*: codes of the error type BadAction.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum BadAction : ushort
{
    BadType = 0,
    BadLen = 1,
    BadExperimenter = 2,
    BadExperimenterType = 3,
    BadOutPort = 4,
    BadArgument = 5,
    Eperm = 6,
    TooMany = 7,
    BadQueue = 8,
    BadOutGroup = 9,
    MatchInconsistent = 10,
    UnsupportedOrder = 11,
    BadTag = 12,
    BadSetType = 13,
    BadSetLen = 14,
    BadSetArgument = 15,
}
