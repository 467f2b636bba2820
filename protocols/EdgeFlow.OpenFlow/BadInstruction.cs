namespace EdgeFlow.OpenFlow;

/// <summary>OFPBIC_*: codes of the error type BadInstruction.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum BadInstruction : ushort
{
    UnknownInst = 0,
    UnsupInst = 1,
    BadTableId = 2,
    UnsupMetadata = 3,
    UnsupMetadataMask = 4,
    BadExperimenter = 5,
    BadExperimenterType = 6,
    BadLen = 7,
    Eperm = 8,
    DupInst = 9,
}
