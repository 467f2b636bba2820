using System.CommandLine;
using System.Runtime.InteropServices;
using EdgeFlow.Controller;
using EdgeFlow.Controller.Configuration;
using Microsoft.Extensions.Logging;

const int failed = 1, badConfiguration = 78;

var openFlow = new Option<string?>("--openflow") { Description = "Where switches connect (default tcp:127.0.0.1:6653).", HelpName = "ssl:HOST:PORT|tcp:HOST:PORT" };
var api = new Option<string?>("--api") { Description = "Where the REST interface listens (default http://127.0.0.1:8080).", HelpName = "http://HOST:PORT" };
var agents = new Option<string?>("--agents") { Description = "Where host agents connect (default tcp:127.0.0.1:6654).", HelpName = "ssl:HOST:PORT|tcp:HOST:PORT" };
var tlsKey = new Option<string?>("--tls-key") { Description = "Private key for ssl: addresses (PEM).", HelpName = "FILE" };
var tlsCertificate = new Option<string?>("--tls-certificate") { Description = "Its certificate (PEM).", HelpName = "FILE" };
var tlsCa = new Option<string?>("--tls-ca") { Description = "Certificates of the CAs that sign peers (PEM).", HelpName = "FILE" };
var data = new Option<string?>("--data") { Description = "Folder of the store (default /var/lib/edgeflow, or ~/.local/state/edgeflow).", HelpName = "DIR" };
var config = new Option<string?>("--config") { Description = "YAML file; options given here win.", HelpName = "FILE" };
var check = new Option<bool>("--check") { Description = "Check the configuration and end." };
var root = new RootCommand("Controls OpenFlow 1.3 switches and moves VMs between servers without losing a frame.")
{
    openFlow, api, agents, tlsKey, tlsCertificate, tlsCa, data, config, check,
};
root.SetAction(RunAsync);
ParseResult parsed = root.Parse(args);
int code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;

async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
{
    try
    {
        ControllerOptions options = ReadOptions(result);
        if (result.GetValue(check))
        {
            string[] errors = [.. options.Validate()];
            if (errors.Length > 0)
            {
                throw new ConfigException(errors);
            }

            Console.WriteLine("The configuration is good.");
            return 0;
        }

        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            }));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        await using ControllerHost host = await ControllerHost.StartAsync(options, loggers, cancellationToken);
        Console.WriteLine($"edgeflow-controller: switches at {host.OpenFlowEndPoint}, agents at {host.AgentEndPoint}, API at {host.ApiAddress}");
        await stopped.Task;
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }
    catch (ConfigException e)
    {
        foreach (string error in e.Errors)
        {
            await Console.Error.WriteLineAsync($"edgeflow-controller: {error}");
        }

        return badConfiguration;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync($"edgeflow-controller: {e.Message}");
        return failed;
    }
}

ControllerOptions ReadOptions(ParseResult result)
{
    var options = new ControllerOptions();
    var errors = new List<string>();
    if (result.GetValue(config) is { } file)
    {
        try
        {
            ConfigFile.Read(file, options);
        }
        catch (ConfigException e)
        {
            errors.AddRange(e.Errors.Select(error => $"{file}: {error}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"The configuration {file} cannot be read: {e.Message}");
        }
    }

    options.OpenFlow = result.GetValue(openFlow) ?? options.OpenFlow;
    options.Api = result.GetValue(api) ?? options.Api;
    options.Agents = result.GetValue(agents) ?? options.Agents;
    options.Tls.Key = result.GetValue(tlsKey) ?? options.Tls.Key;
    options.Tls.Certificate = result.GetValue(tlsCertificate) ?? options.Tls.Certificate;
    options.Tls.Ca = result.GetValue(tlsCa) ?? options.Tls.Ca;
    options.Data = result.GetValue(data) ?? options.Data;
    errors.AddRange(options.Validate());
    return errors.Count == 0 ? options : throw new ConfigException(errors);
}
