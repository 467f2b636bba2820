namespace EdgeFlow.OpenFlow;

/// <summary>OFPHET_*: type of a hello element.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.1.</remarks>
public enum HelloElementType : ushort
{
    VersionBitmap = 1,
}
