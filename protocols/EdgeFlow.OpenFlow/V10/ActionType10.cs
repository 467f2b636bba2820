namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPAT_*: the actions of OpenFlow 1.0.</summary>
/// <remarks>OpenFlow 1.0.1 §5.2.4.</remarks>
public enum ActionType10 : ushort
{
    Output = 0,
    SetVlanVid = 1,
    SetVlanPcp = 2,
    StripVlan = 3,
    SetDlSrc = 4,
    SetDlDst = 5,
    SetNwSrc = 6,
    SetNwDst = 7,
    SetNwTos = 8,
    SetTpSrc = 9,
    SetTpDst = 10,
    Enqueue = 11,
    Vendor = 0xffff,
}
