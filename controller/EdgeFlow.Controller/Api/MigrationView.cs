using EdgeFlow.Controller.Core.Migrations;

namespace EdgeFlow.Controller.Api;

/// <summary>A migration as the API shows it.</summary>
public sealed record MigrationView(
    string Id,
    string Vm,
    string From,
    string To,
    MigrationStrategy Strategy,
    MigrationState State,
    string? Error,
    IReadOnlyList<MigrationStep> Steps,
    double? PauseMs,
    double? SwitchMs,
    double? HoldMs,
    double? TotalMs,
    bool? MemoryMatched,
    MigrationProgress? Progress,
    DateTimeOffset RequestedAt)
{
    public static MigrationView Of(MigrationRecord record) => new(
        record.Id, record.Vm, record.From, record.To, record.Strategy, record.State, record.Error, record.Steps, record.PauseMs,
        record.SwitchMs, record.HoldMs, record.TotalMs, record.MemoryMatched, record.Progress, record.RequestedAt);
}
