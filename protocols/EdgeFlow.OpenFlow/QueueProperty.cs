namespace EdgeFlow.OpenFlow;

/// <summary>OFPQT_*: property of a packet queue.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.2.</remarks>
public enum QueueProperty : ushort
{
    MinRate = 1,
    MaxRate = 2,
    Experimenter = 0xffff,
}
