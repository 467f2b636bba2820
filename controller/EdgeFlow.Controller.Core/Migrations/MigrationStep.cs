namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>One entry of a migration's timeline.</summary>
/// <param name="Step">S-number of the method (S101..S516), or HOLD, FLIP, DRAIN, RELEASE, RETIRE, RESUME, UNDO.</param>
/// <param name="Text">What happened, with the values that matter.</param>
/// <param name="At">Wall clock, UTC.</param>
/// <param name="Ms">Milliseconds since the migration was requested, from a monotonic clock.</param>
public sealed record MigrationStep(string Step, string Text, DateTimeOffset At, double Ms);
