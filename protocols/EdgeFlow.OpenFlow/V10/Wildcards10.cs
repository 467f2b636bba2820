namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPFW_*: the fields of an ofp_match that are not compared.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.2.3. nw_src and nw_dst have a count of six bits each instead of one: how many of the address's lower bits are not
/// compared; 32 and more is all of them.
/// </remarks>
[Flags]
public enum Wildcards10 : uint
{
    None = 0,
    InPort = 1 << 0,
    DlVlan = 1 << 1,
    DlSrc = 1 << 2,
    DlDst = 1 << 3,
    DlType = 1 << 4,
    NwProto = 1 << 5,
    TpSrc = 1 << 6,
    TpDst = 1 << 7,
    NwSrcMask = 63 << 8,
    NwSrcAll = 32 << 8,
    NwDstMask = 63 << 14,
    NwDstAll = 32 << 14,
    DlVlanPcp = 1 << 20,
    NwTos = 1 << 21,

    /// <summary>OFPFW_ALL: the 22 bits that have a meaning.</summary>
    All = (1 << 22) - 1,
}
