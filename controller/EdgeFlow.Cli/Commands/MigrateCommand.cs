using System.Globalization;
using System.Text.Json;

namespace EdgeFlow.Cli.Commands;

/// <summary>Orders a migration, shows each step as it happens, ends with the verdict.</summary>
internal static class MigrateCommand
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a controller that restarts in between is waited for.</summary>
    private static readonly TimeSpan s_absence = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(
        CliContext context, string vm, string server, string strategy, bool verify, int? bandwidthMiB, CancellationToken stop)
    {
        JsonElement migration = await context.Api.PostAsync(
            "migrations", new { vm, to = server, strategy, verify, bandwidthMiB }, stop).ConfigureAwait(false);
        string id = migration.Text("id");
        if (!context.IsJson)
        {
            context.Output.WriteLine($"{id}: {vm} from {migration.Text("from")} to {server}, {strategy}");
        }

        int shown = 0;
        while (true)
        {
            migration = await PollAsync(context, id, stop).ConfigureAwait(false);
            if (!context.IsJson)
            {
                shown = Show(context, migration, shown);
            }

            if (migration.Text("state") is "retired" or "rolled-back" or "failed")
            {
                break;
            }

            await Task.Delay(s_poll, stop).ConfigureAwait(false);
        }

        if (context.IsJson)
        {
            context.WriteJson(migration);
        }
        else
        {
            context.Output.WriteLine(Verdict(migration));
        }

        return migration.Text("state") == "retired" ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>One step of the timeline as a line.</summary>
    public static string Line(JsonElement step) =>
        string.Create(CultureInfo.InvariantCulture, $"{step.Number("ms") ?? 0,10:F1} ms  {step.Text("step"),-8} {step.Text("text")}");

    private static async Task<JsonElement> PollAsync(CliContext context, string id, CancellationToken stop)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await context.Api.GetAsync($"migrations/{id}", stop).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.ExitCode == ExitCode.Unreachable && Environment.TickCount64 - start < s_absence.TotalMilliseconds)
            {
                // The migration goes on, or is taken up, once the controller is back.
                await Task.Delay(s_poll, stop).ConfigureAwait(false);
            }
        }
    }

    private static int Show(CliContext context, JsonElement migration, int shown)
    {
        JsonElement[] steps = migration.Items("steps");
        foreach (JsonElement step in steps.Skip(shown))
        {
            Erase(context);
            context.Output.WriteLine(Line(step));
        }

        if (context.IsTerminal && migration.Text("state") == "transferring"
            && migration.TryGetProperty("progress", out JsonElement progress) && progress.ValueKind == JsonValueKind.Object)
        {
            Erase(context);
            context.Output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"  memory: round {progress.Text("rounds")}, {(progress.Number("transferredBytes") ?? 0) / 1048576:F0} MiB sent, {(progress.Number("remainingBytes") ?? 0) / 1048576:F1} MiB left"));
        }

        context.Output.Flush();
        return steps.Length;
    }

    private static void Erase(CliContext context)
    {
        if (context.IsTerminal)
        {
            context.Output.Write("\r\u001b[K");
        }
    }

    private static string Verdict(JsonElement migration)
    {
        string vm = migration.Text("vm");
        if (migration.Text("state") != "retired")
        {
            return migration.Text("state") == "rolled-back"
                ? $"ROLLED BACK: {vm} still runs at {migration.Text("from")}. {migration.Text("error")}"
                : $"FAILED: {migration.Text("error")}";
        }

        string[] figures =
        [
            .. new[] { ("pause", "pauseMs"), ("switch", "switchMs"), ("hold", "holdMs"), ("total", "totalMs") }
                .Where(figure => migration.Number(figure.Item2) is not null)
                .Select(figure => $"{figure.Item1} {migration.Milliseconds(figure.Item2)} ms"),
        ];
        string memory = migration.Text("memoryMatched") == "yes" ? ", memory matched" : "";
        return $"OK: {vm} runs at {migration.Text("to")}: {string.Join(", ", figures)}{memory}";
    }
}
