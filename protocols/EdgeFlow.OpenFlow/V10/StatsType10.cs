namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPST_*: what a statistics request asks for.</summary>
/// <remarks>OpenFlow 1.0.1 §5.3.5.</remarks>
public enum StatsType10 : ushort
{
    Desc = 0,
    Flow = 1,
    Aggregate = 2,
    Table = 3,
    Port = 4,
    Queue = 5,
    Vendor = 0xffff,
}
