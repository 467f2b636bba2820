namespace EdgeFlow.OpenFlow;

/// <summary>How the field that another one depends on must be matched.</summary>
public enum OxmPrerequisiteKind : byte
{
    /// <summary>No prerequisite.</summary>
    None,

    /// <summary>Matched in any way.</summary>
    Present,

    /// <summary>Matched exactly on one of two values.</summary>
    OneOf,

    /// <summary>Matched with given bits set: VLAN_PCP needs a VLAN_VID that is not "none".</summary>
    BitsSet,
}
