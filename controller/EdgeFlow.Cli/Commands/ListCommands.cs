using System.Text.Json;

namespace EdgeFlow.Cli.Commands;

/// <summary>Commands that show what the controller knows.</summary>
internal static class ListCommands
{
    private static readonly Table s_switches = new(
        ("datapath", s => s.Text("datapathId")),
        ("name", s => s.Text("name")),
        ("connected", s => s.Text("isConnected")),
        ("hold", s => s.Text("hasHold")),
        ("ports", s => string.Join(" ", s.Items("ports").Select(p => $"{p.Text("number")}={p.Text("name")}"))),
        ("description", s => s.Text("description")));

    private static readonly Table s_links = new(
        ("from", l => End(l, "from")),
        ("to", l => End(l, "to")));

    private static readonly Table s_hosts = new(
        ("mac", h => h.Text("mac")),
        ("ip", h => h.Text("ip")),
        ("datapath", h => h.Text("datapathId")),
        ("port", h => h.Text("port")),
        ("vm", h => h.Text("vm")),
        ("last seen", h => h.Text("lastSeen")));

    private static readonly Table s_servers = new(
        ("server", s => s.Text("name")),
        ("connected", s => s.Text("isConnected")),
        ("vmm", s => s.Text("vmmKind")),
        ("memory MiB", s => s.Text("memoryTotalMiB")),
        ("free MiB", s => s.Text("memoryFreeMiB")),
        ("virtual switch", s => s.Text("datapathId")),
        ("transfer address", s => s.Text("transferAddress")));

    private static readonly Table s_routes = new(
        ("route", r => r.Text("id")),
        ("from", r => r.Text("from")),
        ("to", r => r.Text("to")),
        ("state", r => r.Text("state")),
        ("way", r => r.Text("way")));

    private static readonly Table s_migrations = new(
        ("id", m => m.Text("id")),
        ("vm", m => m.Text("vm")),
        ("from", m => m.Text("from")),
        ("to", m => m.Text("to")),
        ("strategy", m => m.Text("strategy")),
        ("state", m => m.Text("state")),
        ("pause ms", m => m.Milliseconds("pauseMs")),
        ("switch ms", m => m.Milliseconds("switchMs")),
        ("hold ms", m => m.Milliseconds("holdMs")),
        ("total ms", m => m.Milliseconds("totalMs")),
        ("memory", m => m.Text("memoryMatched") switch { "yes" => "matched", "no" => "differs", _ => "" }),
        ("error", m => m.Text("error")));

    public static Task<int> SwitchesAsync(CliContext context, CancellationToken stop) => ListAsync(context, "switches", s_switches, stop);

    public static Task<int> HostsAsync(CliContext context, CancellationToken stop) => ListAsync(context, "hosts", s_hosts, stop);

    public static Task<int> ServersAsync(CliContext context, CancellationToken stop) => ListAsync(context, "servers", s_servers, stop);

    public static Task<int> RoutesAsync(CliContext context, CancellationToken stop) => ListAsync(context, "routes", s_routes, stop);

    public static async Task<int> TopologyAsync(CliContext context, CancellationToken stop)
    {
        JsonElement topology = await context.Api.GetAsync("topology", stop).ConfigureAwait(false);
        if (context.IsJson)
        {
            context.WriteJson(topology);
            return ExitCode.Done;
        }

        foreach ((string name, Table table) in new[] { ("switches", s_switches), ("links", s_links), ("hosts", s_hosts) })
        {
            context.Output.WriteLine($"{name}:");
            table.Write(context, topology.Items(name));
        }

        return ExitCode.Done;
    }

    public static async Task<int> FlowsAsync(CliContext context, string? datapath, CancellationToken stop)
    {
        string path = datapath is null ? "flows" : $"flows?datapathId={Uri.EscapeDataString(datapath)}";
        if (context.IsJson)
        {
            context.WriteJson(await context.Api.GetAsync(path, stop).ConfigureAwait(false));
        }
        else
        {
            context.Output.Write(await context.Api.GetTextAsync(path, stop).ConfigureAwait(false));
        }

        return ExitCode.Done;
    }

    public static async Task<int> MigrationsAsync(CliContext context, string? id, CancellationToken stop)
    {
        if (id is null)
        {
            return await ListAsync(context, "migrations", s_migrations, stop).ConfigureAwait(false);
        }

        JsonElement migration = await context.Api.GetAsync($"migrations/{Uri.EscapeDataString(id)}", stop).ConfigureAwait(false);
        if (context.IsJson)
        {
            context.WriteJson(migration);
            return ExitCode.Done;
        }

        s_migrations.Write(context, [migration]);
        foreach (JsonElement step in migration.Items("steps"))
        {
            context.Output.WriteLine(MigrateCommand.Line(step));
        }

        return ExitCode.Done;
    }

    public static async Task<int> EventsAsync(CliContext context, long? since, CancellationToken stop)
    {
        await foreach ((string kind, JsonElement data) in context.Api.WatchAsync(since, stop).ConfigureAwait(false))
        {
            // One line per event either way; with --json each line is an object.
            context.Output.WriteLine(context.IsJson
                ? $"{{\"event\":{JsonSerializer.Serialize(kind)},\"data\":{data.GetRawText()}}}"
                : $"{kind,-20} {data.GetRawText()}");
            await context.Output.FlushAsync(stop).ConfigureAwait(false);
        }

        throw new ApiException("The controller closed the stream of events; start edgeflow-controller again.", ExitCode.Unreachable);
    }

    private static async Task<int> ListAsync(CliContext context, string path, Table table, CancellationToken stop)
    {
        JsonElement list = await context.Api.GetAsync(path, stop).ConfigureAwait(false);
        if (context.IsJson)
        {
            context.WriteJson(list);
        }
        else
        {
            table.Write(context, list.Items());
        }

        return ExitCode.Done;
    }

    private static string End(JsonElement link, string name) =>
        link.TryGetProperty(name, out JsonElement end) ? $"{end.Text("datapathId")}:{end.Text("port")}" : "";
}
