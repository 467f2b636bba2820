using System.Net;
using System.Net.Sockets;
using EdgeFlow.Controller.Api;
using EdgeFlow.Controller.Configuration;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Store;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller;

/// <summary>A whole controller in this process: switches, agents, migrations, REST. The program and the simulated lab start it alike.</summary>
public sealed class ControllerHost : IAsyncDisposable
{
    private static readonly TimeSpan s_refreshInterval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly SqliteStore _store;
    private readonly FlowProgrammer _programmer;
    private readonly NetworkController _network;
    private readonly MigrationCoordinator _coordinator;
    private readonly VmManager _vms;
    private readonly SwitchListener _switches;
    private readonly AgentListener _agents;
    private readonly WebApplication _web;
    private readonly TlsIdentity? _tls;
    private Task _refresh = Task.CompletedTask;

    private ControllerHost(ControllerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        (IPEndPoint openFlow, bool isOpenFlowTls) = Parse(options.OpenFlow);
        (IPEndPoint agents, bool areAgentsTls) = Parse(options.Agents);
        _tls = isOpenFlowTls || areAgentsTls ? LoadTls(options, time, loggers.CreateLogger<TlsIdentity>()) : null;
        _store = SqliteStore.Open(options.Data);
        var feed = new EventFeed();
        var events = new ControllerEvents(feed);
        var records = new FlowStore(_store);
        NetworkOptions networkOptions = MakeNetworkOptions(options);
        _programmer = new FlowProgrammer(records);
        _network = new NetworkController(
            _programmer, new NetworkStore(_store), events, networkOptions, options.Migration, time, loggers.CreateLogger("EdgeFlow.Network"));
        _vms = new VmManager(events, time, loggers.CreateLogger("EdgeFlow.Vms"));
        _coordinator = new MigrationCoordinator(new MigrationServices(
            _network, _vms, new MigrationJournal(_store), events, options.Migration, time, loggers.CreateLogger("EdgeFlow.Migrations")));
        (events.Network, events.Coordinator, events.Vms) = (_network, _coordinator, _vms);
        _switches = new SwitchListener(openFlow, _network, loggers.CreateLogger("EdgeFlow.OpenFlow"), isOpenFlowTls ? _tls : null);
        _agents = new AgentListener(agents, _vms, loggers.CreateLogger("EdgeFlow.Agents"), areAgentsTls ? _tls : null);
        _web = MakeWeb(options, loggers, feed, records, networkOptions);
    }

    /// <summary>Where switches connect, with the real port.</summary>
    public IPEndPoint OpenFlowEndPoint => _switches.EndPoint;

    /// <summary>Where host agents connect, with the real port.</summary>
    public IPEndPoint AgentEndPoint => _agents.EndPoint;

    /// <summary>Where the REST interface is, with the real port.</summary>
    public Uri ApiAddress => new(
        _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The REST interface is not started."));

    /// <summary>Starts everything; returns when all three doors are open.</summary>
    /// <exception cref="ConfigException">The options are not valid; all mistakes.</exception>
    /// <exception cref="IOException">An address is taken, or the store cannot be opened. The message says which.</exception>
    public static async Task<ControllerHost> StartAsync(
        ControllerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        string[] errors = [.. options.Validate()];
        if (errors.Length > 0)
        {
            throw new ConfigException(errors);
        }

        var host = new ControllerHost(options, loggers, time ?? TimeProvider.System);
        try
        {
            await host.OpenAsync(options, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        await _coordinator.DisposeAsync().ConfigureAwait(false);
        await _agents.DisposeAsync().ConfigureAwait(false);
        await _switches.DisposeAsync().ConfigureAwait(false);
        await _network.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _refresh.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }

        _programmer.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
        _tls?.Dispose();
        _stop.Dispose();
    }

    private async Task OpenAsync(ControllerOptions options, CancellationToken cancellationToken)
    {
        // Before a switch connects: what is half turned must not be turned back by the first reconciliation.
        _coordinator.TakeUp();
        _network.Start();
        Listen(_switches.Start, "openflow", options.OpenFlow);
        Listen(_agents.Start, "agents", options.Agents);
        _refresh = _vms.RefreshRegularlyAsync(s_refreshInterval, _stop.Token);
        try
        {
            await _web.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"api: cannot listen at {options.Api} ({e.Message}); give another with --api.", e);
        }
    }

    private static void Listen(Action start, string what, string address)
    {
        try
        {
            start();
        }
        catch (SocketException e)
        {
            throw new IOException($"{what}: cannot listen at {address} ({e.Message}); end what listens there or give another with --{what}.", e);
        }
    }

    private static (IPEndPoint Address, bool IsTls) Parse(string address) =>
        TcpAddress.TryParse(address, out IPEndPoint? end, out bool isTls)
            ? (end, isTls)
            : throw new ConfigException([$"{address} is no ssl:ADDRESS:PORT or tcp:ADDRESS:PORT."]);

    private static TlsIdentity LoadTls(ControllerOptions options, TimeProvider time, ILogger logger)
    {
        var errors = new List<string>();
        return TlsIdentity.Load(
            options.Tls,
            time.GetUtcNow(),
            errors,
            (areInUse, text) => logger.TlsFilesReplaced(areInUse ? LogLevel.Information : LogLevel.Warning, text)) ?? throw new ConfigException(errors);
    }

    private static NetworkOptions MakeNetworkOptions(ControllerOptions options)
    {
        var network = new NetworkOptions();
        foreach (DatapathConfig datapath in options.Datapaths)
        {
            network.Names[datapath.DatapathId] = datapath.Name;
            foreach (InterfaceConfig port in datapath.Interfaces.Where(port => port.IsServerPort))
            {
                network.ServerPorts.Add(new SwitchPort(datapath.DatapathId, port.Port));
            }
        }

        return network;
    }

    private WebApplication MakeWeb(
        ControllerOptions options, ILoggerFactory loggers, EventFeed feed, FlowStore records, NetworkOptions networkOptions)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddOpenApi("openapi");
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            if (Configuration.ApiAddress.TryParse(options.Api, out IPEndPoint? address))
            {
                kestrel.Listen(address);
            }
        });
        WebApplication web = builder.Build();
        web.Use((context, next) => Problems.AnswerAsync(context, next));
        RouteGroupBuilder api = web.MapGroup("/api/v1");
        web.MapOpenApi("/api/v1/{documentName}.json");
        api.MapGet("/health", () => new { status = "ok", switches = _network.Sessions.Count, servers = _vms.Servers.Count(server => server.IsConnected) })
            .WithSummary("Whether the controller is at work.");
        NetworkEndpoints.Map(api, _network, records, networkOptions);
        VmEndpoints.Map(api, _vms, _coordinator);
        MigrationEndpoints.Map(api, _coordinator);
        EventEndpoints.Map(api, feed, _stop.Token);
        return web;
    }
}
