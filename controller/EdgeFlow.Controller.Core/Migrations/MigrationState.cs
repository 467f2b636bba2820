namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Where a migration stands. Each arrow is journaled before it is acted on.</summary>
/// <remarks>
/// <code>
/// requested -> preparing -> ready -> transferring -> paused -> running-at-destination -> switched -> retired
///        any failure before the destination runs -> rolling-back -> rolled-back | failed
/// </code>
/// </remarks>
public enum MigrationState
{
    Requested,
    Preparing,
    Ready,
    Transferring,

    /// <summary>Stopped at the source, not yet ordered to run, or not yet known to run, at the destination.</summary>
    Paused,
    RunningAtDestination,

    /// <summary>All flows lead to the destination and are confirmed; the source's instance is still there, stopped.</summary>
    Switched,

    /// <summary>Done: the source's instance is gone.</summary>
    Retired,
    RollingBack,

    /// <summary>Undone: the VM runs at the source as before.</summary>
    RolledBack,

    /// <summary>Neither done nor undone; the error says what to do.</summary>
    Failed,
}
