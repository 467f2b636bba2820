namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>
/// What has been ordered so far: journaled <b>before</b> the order goes out, so that after a crash each order that may
/// have been carried out is known. Undoing something that did not happen is harmless by contract of the interfaces.
/// </summary>
public sealed record MigrationFacts
{
    public MigrationPath? Path { get; init; }
    public bool TransferRouteOrdered { get; init; }
    public bool IncomingOrdered { get; init; }
    public bool TransferOrdered { get; init; }
    public bool FlipOrdered { get; init; }
    public bool StopOrdered { get; init; }
    public bool RunOrdered { get; init; }

    /// <summary>When the source stopped (UTC), for the pause.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>When the destination ran (UTC, its server's clock), for the pause and for how late the network followed.</summary>
    public DateTimeOffset? RunningAt { get; init; }
}
