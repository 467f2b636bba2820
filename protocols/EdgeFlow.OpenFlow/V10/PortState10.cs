namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPPS_*: state of a port. Bits 8 and 9 are a spanning tree's state: 0 for listening or no spanning tree, 3 for blocked.</summary>
/// <remarks>OpenFlow 1.0.1 §5.2.1.</remarks>
public static class PortState10
{
    public const uint LinkDown = 1;
    public const uint StpBlock = 3 << 8;

    /// <summary>What is left of a state of 1.3; LIVE has no bit here.</summary>
    public static uint FromState13(PortState state) =>
        ((state & PortState.LinkDown) != 0 ? LinkDown : 0) | ((state & PortState.Blocked) != 0 ? StpBlock : 0);
}
