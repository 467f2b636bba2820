namespace EdgeFlow.OpenFlow;

/// <summary>Numbers of EdgeFlow's experimenter extension "hold and release".</summary>
/// <remarks>Described in docs/hold-and-release.md.</remarks>
public static class EdgeFlowExperimenter
{
    /// <summary>The experimenter id of every EdgeFlow extension.</summary>
    public const uint Id = 0x00ef4c57;

    /// <summary>Subtype of the action that puts a frame into a hold.</summary>
    public const ushort HoldActionSubtype = 1;

    public const uint HoldCreate = 1;
    public const uint HoldRelease = 2;
    public const uint HoldDelete = 3;
    public const uint HoldStatusRequest = 4;
    public const uint HoldStatusReply = 5;
}
