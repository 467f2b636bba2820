namespace EdgeFlow.OpenFlow;

/// <summary>OFPMP_*: which statistics or description a multipart message carries.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.</remarks>
public enum MultipartType : ushort
{
    Desc = 0,
    Flow = 1,
    Aggregate = 2,
    Table = 3,
    PortStats = 4,
    Queue = 5,
    Group = 6,
    GroupDesc = 7,
    GroupFeatures = 8,
    Meter = 9,
    MeterConfig = 10,
    MeterFeatures = 11,
    TableFeatures = 12,
    PortDesc = 13,
    Experimenter = 0xffff,
}
