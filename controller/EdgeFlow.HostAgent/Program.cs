using System.Runtime.InteropServices;
using EdgeFlow.HostAgent;
using EdgeFlow.HostAgent.Options;
using EdgeFlow.Vmm;
using EdgeFlow.Vmm.Embedded;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Qemu;
using EdgeFlow.Vmm.Switches;
using Microsoft.Extensions.Logging;

const int UsageError = 64, ConfigError = 78;

CommandLine line = CommandLine.Parse(args);
if (line.IsHelp)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

if (line.UsageErrors.Count > 0)
{
    line.UsageErrors.ForEach(error => Console.Error.WriteLine($"edgeflow-host: {error}"));
    Console.Error.WriteLine(CommandLine.Usage);
    return UsageError;
}

if (line.ConfigErrors.Count > 0)
{
    line.ConfigErrors.ForEach(error => Console.Error.WriteLine($"edgeflow-host: {error}"));
    return ConfigError;
}

HostAgentOptions options = line.Options;
if (line.IsCheck)
{
    Console.WriteLine($"edgeflow-host: the configuration of {options.Name} is good");
    return 0;
}

using var stop = new CancellationTokenSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
    .AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
    }));

try
{
    IVmm vmm = options.Vmm == "embedded"
        ? new EmbeddedVmm(TimeProvider.System, loggers.CreateLogger<EmbeddedVmm>())
        : new QemuVmm(CreateQemuOptions(), TimeProvider.System, loggers.CreateLogger<QemuVmm>());
    IVirtualSwitch virtualSwitch = CreateSwitch();
    await using var agent = new HostAgentService(options, vmm, new TapFactory(TimeProvider.System), virtualSwitch, TimeProvider.System, loggers);
    await agent.RunAsync(stop.Token);
    return 0;
}
catch (Exception e) when (e is EdgeFlow.Vmm.Contracts.HostAgentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"edgeflow-host: {e.Message}");
    return 69;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

QemuOptions CreateQemuOptions()
{
    var qemu = new QemuOptions { RunDirectory = Path.Combine(options.RunDirectory, "vms"), Kernel = options.Kernel, Initrd = options.Initrd };
    if (options.Append is { } append)
    {
        qemu.Append = append;
    }

    return qemu;
}

IVirtualSwitch CreateSwitch()
{
    string[] parts = options.VirtualSwitch.Split(':', 2);
    if (parts[0] == "edgeflow")
    {
        return new EdgeFlowSwitch(parts[1]["unix:".Length..]);
    }

    string[] ovs = parts[1].Split('@', 2);
    return new OvsSwitch(ovs[0], ovs.Length > 1 ? ovs[1] : null);
}
