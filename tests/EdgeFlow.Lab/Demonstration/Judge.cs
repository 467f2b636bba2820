using System.Text.Json;
using EdgeFlow.Lab.Running;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>What a migration's JSON says about a run.</summary>
public static class Judge
{
    /// <summary>Takes over the times.</summary>
    public static RunResult Timeline(RunResult result, JsonElement migration) => result with
    {
        PauseMs = ControllerApi.Number(migration, "pauseMs"),
        SwitchMs = ControllerApi.Number(migration, "switchMs"),
        HoldMs = ControllerApi.Number(migration, "holdMs"),
        TotalMs = ControllerApi.Number(migration, "totalMs"),
        MemoryMatched = migration.TryGetProperty("memoryMatched", out JsonElement matched)
            ? matched.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null,
    };

    /// <returns>What went wrong, or null: retired, the VM runs at the destination only.</returns>
    public static string? Migration(JsonElement migration)
    {
        string state = MigrationWatch.Simplify(ControllerApi.Text(migration, "state"));
        return state == "retired"
            ? null
            : $"the migration ended as '{ControllerApi.Text(migration, "state")}': {ControllerApi.Text(migration, "error") ?? "no reason given"}";
    }

    /// <returns>What is wrong with the memory, or null. The embedded VMM always compares, QEMU cannot.</returns>
    public static string? Memory(RunResult result, string vmm) => result.MemoryMatched switch
    {
        false => "the memory at the destination differs from the source's.",
        null when vmm == "embedded" => "the memory was not compared, although it was asked for.",
        _ => null,
    };
}
