using System.Collections.Immutable;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>One migration: what was ordered, how far it is, its timeline and its figures. Immutable; the journal keeps the latest.</summary>
public sealed record MigrationRecord
{
    public required int Number { get; init; }
    public required string Vm { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required MigrationStrategy Strategy { get; init; }
    public bool Verify { get; init; }
    public long? BandwidthBytesPerSecond { get; init; }
    public MigrationState State { get; init; }

    /// <summary>Why it failed or was rolled back, and what to do; null if neither.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public ImmutableArray<MigrationStep> Steps { get; init; } = [];
    public MigrationProgress? Progress { get; init; }

    /// <summary>Source stopped to destination running.</summary>
    public double? PauseMs { get; init; }

    /// <summary>
    /// Lossless: flip ordered to last barrier. Others: destination running, by its server's clock, to last flow confirmed, by ours; 0 if that was
    /// before.
    /// </summary>
    public double? SwitchMs { get; init; }

    /// <summary>Longest wait of a held frame; null if no switch could tell (frames then wait in the interface's own queue).</summary>
    public double? HoldMs { get; init; }

    public double? TotalMs { get; init; }

    /// <summary>Null if not compared.</summary>
    public bool? MemoryMatched { get; init; }

    public MigrationFacts Facts { get; init; } = new();

    public string Id => $"m{Number}";

    public bool IsOver => State is MigrationState.Retired or MigrationState.RolledBack or MigrationState.Failed;
}
