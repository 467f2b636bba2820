namespace EdgeFlow.OpenFlow;

/// <summary>OFPMPF_*: more messages of the same request or reply follow.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.</remarks>
[Flags]
public enum MultipartFlags : ushort
{
    None = 0,
    More = 1,
}
