namespace EdgeFlow.OpenFlow;

/// <summary>What a hold does with frames that reach it.</summary>
/// <remarks>Described in docs/hold-and-release.md.</remarks>
public enum HoldState : byte
{
    /// <summary>Frames are kept.</summary>
    Holding = 0,

    /// <summary>Kept frames are being sent in order; new ones queue behind them.</summary>
    Releasing = 1,

    /// <summary>Nothing is kept; frames go to the output port at once.</summary>
    Passing = 2,
}
