using System.Text.Json;
using EdgeFlow.Lab.Running;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>Orders a migration over REST and follows it to its end, handing out each step once, as it is reported.</summary>
public static class MigrationWatch
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    /// <returns>The migration's last JSON.</returns>
    /// <exception cref="LabException">The controller refused the order, or the migration did not end within two minutes.</exception>
    public static async Task<JsonElement> RunAsync(
        ControllerApi api, string vm, string to, string strategy, bool verify, Action<double, string, string> step, CancellationToken cancellationToken)
    {
        JsonElement migration = await api.PostAsync("migrations", new { vm, to, strategy, verify }, cancellationToken);
        string id = ControllerApi.Text(migration, "id") ?? throw new LabException($"the controller's answer to the order has no id: {migration}");
        long deadline = Environment.TickCount64 + (long)s_limit.TotalMilliseconds;
        for (int shown = 0; ;)
        {
            migration = await api.GetAsync($"migrations/{id}", cancellationToken);
            string state = Simplify(ControllerApi.Text(migration, "state"));
            List<JsonElement> steps = migration.TryGetProperty("steps", out JsonElement list) ? [.. list.EnumerateArray()] : [];
            foreach (JsonElement item in steps.Skip(shown))
            {
                step(ControllerApi.Number(item, "ms") ?? 0, ControllerApi.Text(item, "step") ?? "", ControllerApi.Text(item, "text") ?? "");
            }

            shown = steps.Count;
            if (state is "retired" or "rolledback" or "failed")
            {
                return migration;
            }

            if (Environment.TickCount64 > deadline)
            {
                throw new LabException($"migration {id} is still '{state}' after {s_limit.TotalSeconds:0} s.");
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>State names compare without blanks, hyphens and case.</summary>
    public static string Simplify(string? state) => string.Concat((state ?? "").Where(char.IsLetter)).ToLowerInvariant();
}
