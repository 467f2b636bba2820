namespace EdgeFlow.OpenFlow;

/// <summary>OFPR_*: why a frame went to the controller.</summary>
/// <remarks>OpenFlow 1.3.5 §7.4.1.</remarks>
public enum PacketInReason : byte
{
    /// <summary>The table-miss entry sent it.</summary>
    NoMatch = 0,
    Action = 1,
    InvalidTtl = 2,
}
