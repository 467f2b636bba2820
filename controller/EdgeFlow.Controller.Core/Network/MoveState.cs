using EdgeFlow.Controller.Core.Migrations;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>How far the network has turned for one migrating VM.</summary>
internal sealed record MoveState
{
    public required MigrationPath Path { get; init; }

    /// <summary>The VM's MAC leads to the destination.</summary>
    public bool IsTurned { get; init; }

    /// <summary>What arrives at the destination's switch waits there.</summary>
    public bool IsHeld { get; init; }

    /// <summary>What still arrives at the source's switch from other switches goes to the source VM.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Broadcasts go to the destination's port, no longer to the source's.</summary>
    public bool IsFloodMoved { get; init; }

    /// <summary>Hold id on the destination's switch: "EF" and the migration's number.</summary>
    public uint HoldId => 0xEF00_0000 | (uint)Path.Number;
}
