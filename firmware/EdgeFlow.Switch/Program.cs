using System.Runtime.InteropServices;
using EdgeFlow.Hal.Linux;
using EdgeFlow.Hal.Linux.AfPacket;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Switch.Control;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace EdgeFlow.Switch;

/// <summary>The program <c>edgeflow-switch</c>.</summary>
internal static class Program
{
    // sysexits.h; 78 also for what the configuration names and the machine does not have.
    private const int Ok = 0, BadUsage = 64, FeatureMissing = 69, BadConfig = 78;

    private static async Task<int> Main(string[] args)
    {
        CommandLine line = CommandLine.Parse(args);
        if (line.IsHelp)
        {
            Console.WriteLine(CommandLine.Usage);
            return Ok;
        }

        if (line.UsageErrors.Count > 0)
        {
            Complain(line.UsageErrors);
            Console.Error.WriteLine("'edgeflow-switch --help' lists the options");
            return BadUsage;
        }

        if (line.ConfigErrors.Count > 0)
        {
            Complain(line.ConfigErrors);
            return BadConfig;
        }

        if (line.Command is not null)
        {
            return ControlClient.Run(line);
        }

        if (line.IsCheck)
        {
            Console.WriteLine("configuration ok");
            return Ok;
        }

        return await RunSwitchAsync(line.Options).ConfigureAwait(false);
    }

    private static async Task<int> RunSwitchAsync(SwitchOptions options)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using ILoggerFactory loggers = LoggerFactory.Create(ConfigureLogging);
        try
        {
            using IDataPlane dataPlane = OpenDataPlane(options);
            using var agent = new SwitchAgent(options, dataPlane, loggers);
            await agent.RunAsync(stop.Token).ConfigureAwait(false);
            return Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Ok;
        }
        catch (StartException e)
        {
            Complain(e.Message.Split(Environment.NewLine));
            return BadConfig;
        }
        catch (FeatureMissingException e)
        {
            Complain([e.Message]);
            return FeatureMissing;
        }
        catch (SyscallException e)
        {
            Complain([e.Message]);
            return FeatureMissing;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends when all is closed
            stop.Cancel();
        }
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(LogLevel.Information);
    }

    private static AfPacketDataPlane OpenDataPlane(SwitchOptions options)
    {
        if (options.DataPlane == DataPlaneKind.Xdp)
        {
            throw new FeatureMissingException("data plane xdp", "use --data-plane auto or af-packet", "this build has no XDP data plane");
        }

        return new AfPacketDataPlane(new AfPacketOptions { ReceiveFrames = options.ReceiveFrames, TransmitFrames = options.TransmitFrames });
    }

    private static void Complain(IEnumerable<string> errors)
    {
        foreach (string error in errors)
        {
            Console.Error.WriteLine($"edgeflow-switch: {error}");
        }
    }
}
