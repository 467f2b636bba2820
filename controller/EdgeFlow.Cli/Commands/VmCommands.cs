using System.Text.Json;

namespace EdgeFlow.Cli.Commands;

/// <summary>vms list, create, delete.</summary>
internal static class VmCommands
{
    private static readonly Table s_vms = new(
        ("vm", v => v.Text("name")),
        ("server", v => v.Text("server")),
        ("state", v => v.Text("state")),
        ("mac", v => v.Text("mac")),
        ("ip", v => v.Text("ip")),
        ("memory MiB", v => v.Text("memoryMiB")),
        ("attached at", v => v.Text("port") is { Length: > 0 } port ? $"{v.Text("datapathId")}:{port} ({v.Text("tap")})" : ""),
        ("error", v => v.Text("error")));

    public static async Task<int> ListAsync(CliContext context, CancellationToken stop)
    {
        JsonElement vms = await context.Api.GetAsync("vms", stop).ConfigureAwait(false);
        if (context.IsJson)
        {
            context.WriteJson(vms);
        }
        else
        {
            s_vms.Write(context, vms.Items());
        }

        return ExitCode.Done;
    }

    public static async Task<int> CreateAsync(CliContext context, NewVm vm, CancellationToken stop)
    {
        JsonElement created = await context.Api.PostAsync(
            "vms",
            new { name = vm.Name, server = vm.Server, mac = vm.Mac, ip = vm.Ip, memoryMiB = vm.MemoryMiB },
            stop).ConfigureAwait(false);
        if (context.IsJson)
        {
            context.WriteJson(created);
        }
        else
        {
            context.Output.WriteLine($"VM {vm.Name} runs at {vm.Server}.");
        }

        return ExitCode.Done;
    }

    public static async Task<int> DeleteAsync(CliContext context, string name, CancellationToken stop)
    {
        await context.Api.DeleteAsync($"vms/{Uri.EscapeDataString(name)}", stop).ConfigureAwait(false);
        context.Output.WriteLine(context.IsJson ? $"{{\"deleted\":{JsonSerializer.Serialize(name)}}}" : $"VM {name} is deleted.");
        return ExitCode.Done;
    }
}
