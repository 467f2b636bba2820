using System.CommandLine;
using EdgeFlow.Cli.Commands;
using EdgeFlow.Cli.Pki;

namespace EdgeFlow.Cli;

/// <summary>The command line as a whole: parses, runs, turns errors into exit codes.</summary>
internal static class CliApp
{
    private const string DefaultApi = "http://127.0.0.1:8080";

    /// <param name="args">Words after the program's name.</param>
    /// <param name="isTerminal">Whether <paramref name="output"/> is a terminal.</param>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, bool isTerminal, CancellationToken cancellationToken)
    {
        RootCommand root = Build(output, error, isTerminal);
        ParseResult parsed = root.Parse(args);
        var configuration = new InvocationConfiguration { Output = output, Error = error };
        int code = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static RootCommand Build(TextWriter output, TextWriter error, bool isTerminal)
    {
        var api = new Option<string>("--api")
        {
            Description = $"The controller's address (default: EDGEFLOW_API, or {DefaultApi}).",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("EDGEFLOW_API") is { Length: > 0 } set ? set : DefaultApi,
            HelpName = "URL",
            Recursive = true,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON.", Recursive = true };
        var root = new RootCommand("Shows and steers an EdgeFlow network: switches, hosts, VMs and their migrations.") { api, json };

        Command Add(Command parent, string name, string description, Func<ParseResult, CliContext, CancellationToken, Task<int>> run)
        {
            var command = new Command(name, description);
            command.SetAction((result, stop) => GuardAsync(error, async () =>
            {
                using var client = new ApiClient(result.GetValue(api) ?? DefaultApi);
                bool isJson = result.GetValue(json);
                return await run(result, new CliContext(client, output, isJson, isTerminal && !isJson), stop).ConfigureAwait(false);
            }));
            parent.Add(command);
            return command;
        }

        Add(root, "topology", "Switches, links and hosts.", (_, context, stop) => ListCommands.TopologyAsync(context, stop));
        Add(root, "switches", "Switches and their ports.", (_, context, stop) => ListCommands.SwitchesAsync(context, stop));
        Add(root, "hosts", "Hosts and where they are attached.", (_, context, stop) => ListCommands.HostsAsync(context, stop));
        Add(root, "servers", "Servers that run VMs.", (_, context, stop) => ListCommands.ServersAsync(context, stop));
        Add(root, "routes", "Routes, valid ones and kept ones.", (_, context, stop) => ListCommands.RoutesAsync(context, stop));
        AddVms(root, Add);

        var datapath = new Argument<string?>("DATAPATH") { Description = "Datapath id in hex; all if absent.", Arity = ArgumentArity.ZeroOrOne };
        Add(root, "flows", "Flow entries in the syntax of ovs-ofctl.", (result, context, stop) =>
            ListCommands.FlowsAsync(context, result.GetValue(datapath), stop)).Add(datapath);

        AddMigrate(root, Add);
        AddPki(root, Add);

        var id = new Argument<string?>("ID") { Description = "One migration, with its steps.", Arity = ArgumentArity.ZeroOrOne };
        Add(root, "migrations", "Migrations, done and under way.", (result, context, stop) =>
            ListCommands.MigrationsAsync(context, result.GetValue(id), stop)).Add(id);

        var since = new Option<long?>("--since") { Description = "First repeat remembered events after this id (0: all).", HelpName = "ID" };
        Add(root, "events", "Events as they happen, until Ctrl-C.", (result, context, stop) =>
            ListCommands.EventsAsync(context, result.GetValue(since), stop)).Add(since);
        return root;
    }

    private static void AddVms(
        RootCommand root, Func<Command, string, string, Func<ParseResult, CliContext, CancellationToken, Task<int>>, Command> add)
    {
        Command vms = add(root, "vms", "VMs: list (default), create, delete.", (_, context, stop) => VmCommands.ListAsync(context, stop));
        add(vms, "list", "All instances of all VMs.", (_, context, stop) => VmCommands.ListAsync(context, stop));

        var name = new Argument<string>("NAME") { Description = "1 to 32 of a-z, 0-9 and '-', beginning with a letter." };
        var server = new Option<string>("--server") { Description = "Where it shall run.", Required = true };
        var mac = new Option<string>("--mac") { Description = "MAC address of its NIC.", Required = true };
        var ip = new Option<string?>("--ip") { Description = "IPv4 address of the guest." };
        var memory = new Option<int>("--memory") { Description = "Memory in MiB (default 128).", DefaultValueFactory = _ => 128 };
        Command create = add(vms, "create", "Creates a VM and lets it run.", (result, context, stop) => VmCommands.CreateAsync(
            context,
            new NewVm(result.GetRequiredValue(name), result.GetRequiredValue(server), result.GetRequiredValue(mac), result.GetValue(ip), result.GetValue(memory)),
            stop));
        create.Add(name);
        create.Add(server);
        create.Add(mac);
        create.Add(ip);
        create.Add(memory);

        var victim = new Argument<string>("NAME");
        add(vms, "delete", "Ends a VM.", (result, context, stop) => VmCommands.DeleteAsync(context, result.GetRequiredValue(victim), stop)).Add(victim);
    }

    private static void AddPki(
        RootCommand root, Func<Command, string, string, Func<ParseResult, CliContext, CancellationToken, Task<int>>, Command> add)
    {
        var folder = new Option<string>("--dir") { Description = "Folder of the CA (default: the current one).", DefaultValueFactory = _ => ".", HelpName = "DIR" };
        var authorityDays = new Option<int>("--days") { Description = "Days that it is valid (default 3650).", DefaultValueFactory = _ => 3650, HelpName = "N" };
        var endDays = new Option<int>("--days") { Description = "Days that it is valid (default 730).", DefaultValueFactory = _ => 730, HelpName = "N" };
        var output = new Option<string?>("--out") { Description = "Folder for the new files (default: that of the CA).", HelpName = "DIR" };
        var authority = new Option<string>("--name") { Description = "Name of the CA (default: EdgeFlow CA).", DefaultValueFactory = _ => "EdgeFlow CA" };
        var name = new Argument<string>("NAME") { Description = "Of the switch, controller or server." };
        var file = new Argument<string>("FILE") { Description = "Certificate (PEM)." };

        Command pki = new("pki", "Makes the certificates of ssl: connections: init, issue, show. Works on files alone.");
        root.Add(pki);
        Command init = add(pki, "init", "Makes a CA: ca-key.pem and ca-cert.pem.", (result, context, _) => Task.FromResult(PkiCommands.Init(
            context, result.GetRequiredValue(folder), result.GetRequiredValue(authority), result.GetValue(authorityDays))));
        init.Add(folder);
        init.Add(authority);
        init.Add(authorityDays);
        Command issue = add(pki, "issue", "Makes a key and has the CA sign its certificate: NAME-key.pem and NAME-cert.pem.", (result, context, _) => Task.FromResult(PkiCommands.Issue(
            context, result.GetRequiredValue(folder), result.GetValue(output), result.GetRequiredValue(name), result.GetValue(endDays))));
        issue.Add(name);
        issue.Add(folder);
        issue.Add(output);
        issue.Add(endDays);
        add(pki, "show", "Shows a certificate.", (result, context, _) => Task.FromResult(PkiCommands.Show(context, result.GetRequiredValue(file)))).Add(file);
    }

    private static void AddMigrate(
        RootCommand root, Func<Command, string, string, Func<ParseResult, CliContext, CancellationToken, Task<int>>, Command> add)
    {
        var vm = new Argument<string>("VM");
        var server = new Option<string>("--to") { Description = "Destination server.", Required = true, HelpName = "SERVER" };
        var strategy = new Option<string>("--strategy")
        {
            Description = "lossless (default): the network turns before the VM stops; on-arrival: when it runs; follow: by itself.",
            DefaultValueFactory = _ => "lossless",
        };
        strategy.AcceptOnlyFromAmong("lossless", "on-arrival", "follow");
        var verify = new Option<bool>("--verify") { Description = "Compare the memory before the destination runs." };
        var bandwidth = new Option<int?>("--bandwidth") { Description = "Bound of pre-copy in MiB/s.", HelpName = "MIB" };
        Command migrate = add(root, "migrate", "Moves a VM to another server and shows each step.", (result, context, stop) => MigrateCommand.RunAsync(
            context,
            result.GetRequiredValue(vm),
            result.GetRequiredValue(server),
            result.GetValue(strategy) ?? "lossless",
            result.GetValue(verify),
            result.GetValue(bandwidth),
            stop));
        migrate.Add(vm);
        migrate.Add(server);
        migrate.Add(strategy);
        migrate.Add(verify);
        migrate.Add(bandwidth);
    }

    private static async Task<int> GuardAsync(TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            await error.WriteLineAsync($"edgeflow: {e.Message}").ConfigureAwait(false);
            return e.ExitCode;
        }
        catch (PkiException e)
        {
            await error.WriteLineAsync($"edgeflow: {e.Message}").ConfigureAwait(false);
            return ExitCode.Refused;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }
}
