namespace EdgeFlow.OpenFlow;

/// <summary>Codes of an EdgeFlow experimenter error (OFPET_EXPERIMENTER, experimenter 0x00EF4C57).</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4 for the envelope; codes in docs/hold-and-release.md.</remarks>
public enum HoldFailed : ushort
{
    /// <summary>No hold has this id.</summary>
    UnknownHold = 1,
    /// <summary>A hold with this id exists already.</summary>
    HoldExists = 2,
    /// <summary>The switch has no room for another hold.</summary>
    TooManyHolds = 3,
}
