using System.CommandLine;
using EdgeFlow.Lab;
using EdgeFlow.Lab.Commands;
using EdgeFlow.Lab.Demonstration;
using EdgeFlow.Lab.Simulation;
using EdgeFlow.Lab.Topology;

var root = new RootCommand("A laboratory of network namespaces: EdgeFlow switches in a ring, servers with VMs, a client that counts what it loses.");

var vmm = Choice("--vmm", "qemu", "embedded");
var switches = Choice("--switches", "edgeflow", "ovs");
var json = new Option<string?>("--json") { Description = "File that takes the description of the lab.", HelpName = "FILE" };
var servers = Number("--servers", 2, 2, 8, "Servers.");
var vms = Number("--vms", 1, 0, 40, "VMs, spread over the servers in turn.");
var up = new Command("up", "Starts everything: network, controller, switches, host agents, VMs.") { vmm, switches, servers, vms, json };
up.SetAction((result, stop) => GuardAsync(() => LabCommands.UpAsync(
    new LabOptions(result.GetValue(vmm)!, result.GetValue(switches)!, result.GetValue(servers), result.GetValue(vms)), result.GetValue(json), stop)));
root.Add(up);

var down = new Command("down", "Removes everything, also after a crash.");
down.SetAction((_, _) => GuardAsync(LabCommands.DownAsync));
root.Add(down);

var status = new Command("status", "Lists the lab's processes.");
status.SetAction((_, _) => GuardAsync(LabCommands.StatusAsync));
root.Add(status);

var seconds = new Option<double>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 10 };
var rate = Number("--hz", 1000, 1, 20000, "Requests per second, UDP and ICMP each.");
var target = new Option<string?>("--vm") { Description = "VM to probe (default: the first)." };
var probe = new Command("probe", "Probes a VM from the client and prints the counts as JSON.") { seconds, rate, target };
probe.SetAction((result, stop) => GuardAsync(
    () => LabCommands.ProbeAsync(result.GetValue(seconds), result.GetValue(rate), result.GetValue(target), stop)));
root.Add(probe);

var role = new Argument<string>("ROLE") { Description = "controller, switch:NAME or host:SERVER." };
var restart = new Command("restart", "Starts a process again that was killed (or still runs).") { role, json };
restart.SetAction((result, stop) => GuardAsync(() => LabCommands.RestartAsync(result.GetValue(role)!, result.GetValue(json), stop)));
root.Add(restart);

var strategy = Choice("--strategy", "lossless", "on-arrival", "follow");
var probeHz = Number("--probe-hz", 1000, 1, 20000, "Probe requests per second, UDP and ICMP each.");
var repeat = Number("--repeat", 1, 1, 1000, "Runs; the VM goes back and forth.");
var keep = new Option<bool>("--keep") { Description = "Leave the lab up and say how to look around." };
var simulated = new Option<bool>("--simulated") { Description = "No root, no packages: in-memory network, embedded VMM, same controller and switch code." };
var demoJson = new Option<bool>("--json") { Description = "Print one JSON object per run on a line of its own; words go to standard error." };
var demo = new Command("demo", "Moves a VM between two servers under a steady probe; prints each step and the verdict.")
{
    strategy, vmm, switches, probeHz, repeat, keep, simulated, demoJson,
};
demo.SetAction((result, stop) => GuardAsync(() =>
{
    var options = new DemoOptions(
        result.GetValue(strategy)!, result.GetValue(vmm)!, result.GetValue(switches)!, result.GetValue(probeHz), result.GetValue(repeat),
        result.GetValue(keep), result.GetValue(simulated), result.GetValue(demoJson));
    if (options.Simulated)
    {
        options = options with { Vmm = "embedded", Switches = "edgeflow", Keep = false };
        return Demo.RunAsync(options, async (log, cancelled) => await SimulatedStage.OpenAsync(log, cancelled), stop);
    }

    LabCommands.RequireRoot();
    return Demo.RunAsync(options, async (log, cancelled) => await LabStage.OpenAsync(options, log, cancelled), stop);
}));
root.Add(demo);

var probeTarget = new Argument<string>("ADDRESS");
var probeSeconds = new Option<double?>("--seconds");
var probeRun = new Command("probe-run", "The probe itself, inside a namespace.") { probeTarget, rate, probeSeconds };
probeRun.Hidden = true;
probeRun.SetAction(result => ProbeRunCommand.Run(result.GetValue(probeTarget)!, result.GetValue(rate), result.GetValue(probeSeconds)));
root.Add(probeRun);

var sendInterface = new Argument<string>("INTERFACE");
var sendHex = new Argument<string>("HEX");
var sendCount = Number("--count", 1, 1, 1000, "How often, 50 ms apart.");
var send = new Command("send-frame", "Sends a frame, given in hexadecimal, out of an interface of this namespace.") { sendInterface, sendHex, sendCount };
send.Hidden = true;
send.SetAction((result, stop) => GuardAsync(async () =>
{
    for (int i = 0; i < result.GetValue(sendCount); i++)
    {
        EdgeFlow.Lab.Interop.Libc.SendFrame(result.GetValue(sendInterface)!, Convert.FromHexString(result.GetValue(sendHex)!));
        await Task.Delay(50, stop);
    }

    return 0;
}));
root.Add(send);

// Ctrl-C: time enough to take the lab down.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });

static Option<string> Choice(string name, params string[] values)
{
    var option = new Option<string>(name) { DefaultValueFactory = _ => values[0], Description = $"{string.Join(" or ", values)} (default {values[0]})." };
    option.AcceptOnlyFromAmong(values);
    return option;
}

static Option<int> Number(string name, int value, int least, int most, string description)
{
    var option = new Option<int>(name) { DefaultValueFactory = _ => value, Description = $"{description} {least}..{most}, default {value}." };
    option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is int given && (given < least || given > most))
        {
            result.AddError($"{name} is {given}; give {least}..{most}.");
        }
    });
    return option;
}

static async Task<int> GuardAsync(Func<Task<int>> action)
{
    try
    {
        return await action();
    }
    catch (LabException error)
    {
        Console.Error.WriteLine($"edgeflow-lab: {error.Message}");
        return error.ExitCode;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("edgeflow-lab: interrupted; the lab is removed.");
        return 130;
    }
}
