using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Holds;

/// <summary>One hold queue at one moment: the fields of HOLD_STATUS_REPLY.</summary>
/// <param name="HeldFrames">Frames that wait.</param>
/// <param name="HeldBytes">Their bytes.</param>
/// <param name="Dropped">Frames lost: over the bounds, too old, discarded, or refused by the port.</param>
/// <param name="Released">Frames given to the port after they had waited.</param>
/// <param name="LongestWait">Longest time that a released frame had waited.</param>
public readonly record struct HoldStatus(
    uint HoldId, HoldState State, uint HeldFrames, uint HeldBytes, ulong Dropped, ulong Released, TimeSpan LongestWait);
