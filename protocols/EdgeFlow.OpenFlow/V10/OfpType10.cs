namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPT_*: the type of an OpenFlow 1.0 message. Up to FLOW_MOD the numbers are those of 1.3.</summary>
/// <remarks>OpenFlow 1.0.1 §5.1.</remarks>
public enum OfpType10 : byte
{
    Hello = 0,
    Error = 1,
    EchoRequest = 2,
    EchoReply = 3,
    Vendor = 4,
    FeaturesRequest = 5,
    FeaturesReply = 6,
    GetConfigRequest = 7,
    GetConfigReply = 8,
    SetConfig = 9,
    PacketIn = 10,
    FlowRemoved = 11,
    PortStatus = 12,
    PacketOut = 13,
    FlowMod = 14,
    PortMod = 15,
    StatsRequest = 16,
    StatsReply = 17,
    BarrierRequest = 18,
    BarrierReply = 19,
    QueueGetConfigRequest = 20,
    QueueGetConfigReply = 21,
}
