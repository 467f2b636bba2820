namespace EdgeFlow.OpenFlow;

/// <summary>OFPGMFC_*: codes of the error type GroupModFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum GroupModFailed : ushort
{
    GroupExists = 0,
    InvalidGroup = 1,
    WeightUnsupported = 2,
    OutOfGroups = 3,
    OutOfBuckets = 4,
    ChainingUnsupported = 5,
    WatchUnsupported = 6,
    Loop = 7,
    UnknownGroup = 8,
    ChainedGroup = 9,
    BadType = 10,
    BadCommand = 11,
    BadBucket = 12,
    BadWatch = 13,
    Eperm = 14,
}
