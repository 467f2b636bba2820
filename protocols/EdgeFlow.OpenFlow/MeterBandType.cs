namespace EdgeFlow.OpenFlow;

/// <summary>OFPMBT_*: what a meter band does with frames above its rate.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4.</remarks>
public enum MeterBandType : ushort
{
    Drop = 1,
    DscpRemark = 2,
    Experimenter = 0xffff,
}
