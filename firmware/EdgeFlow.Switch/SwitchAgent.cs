using System.Collections.Frozen;
using System.Net.Sockets;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Control;
using EdgeFlow.Switch.Events;
using EdgeFlow.Switch.Monitors;
using EdgeFlow.Switch.Options;
using EdgeFlow.Tls;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch;

/// <summary>A whole switch: a datapath on a data plane, its OpenFlow connections and its control socket.</summary>
/// <remarks>
/// Frames are forwarded from the first port on, whether or not a controller is there. Use: make it, <see cref="RunAsync"/> until
/// cancelled, dispose. The data plane belongs to the caller, who disposes it afterwards.
/// <b>Threads:</b> all members may be called from any thread.
/// </remarks>
public sealed partial class SwitchAgent : IDisposable
{
    private const int SweepMilliseconds = 10;

    private readonly SwitchOptions _options;
    private readonly IDataPlane _dataPlane;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _controlLock = new();
    private readonly Lock _portLock = new();
    private readonly ChannelHub _hub = new();
    private readonly FlowWatch _watch = new();
    private readonly EventPump _events;
    private readonly SwitchContext _context;
    private readonly FailModeKeeper _failMode;
    private readonly List<ControllerDialer> _dialers = [];
    private readonly long _started;
    private bool _isStarted;

    public SwitchAgent(SwitchOptions options, IDataPlane dataPlane, ILoggerFactory loggerFactory, TimeProvider? time = null)
    {
        _options = options;
        _dataPlane = dataPlane;
        _logger = loggerFactory.CreateLogger("EdgeFlow.Switch");
        _time = time ?? TimeProvider.System;
        _started = _time.GetTimestamp();
        _events = new EventPump(_hub, _watch);
        var datapathOptions = new DatapathOptions
        {
            DatapathId = options.DatapathId,
            TableCount = options.TableCount,
            TableCapacity = options.TableCapacity,
            TableCapacities = options.TableCapacities.AsReadOnly(),
            EvictsEverywhere = options.EvictsEverywhere,
            EvictingTables = options.EvictingTables.ToFrozenSet(),
            Queues = options.Queues.AsReadOnly(),
            MacTableCapacity = options.MacTableCapacity,
            MacAge = TimeSpan.FromSeconds(options.MacAgeSeconds),
        };
        Datapath = new Datapath(datapathOptions, _time, _events);
        _watch.WatchWanted = isWanted => Datapath.IsWatched = isWanted;
        _hub.MissesWanted = areWanted => Datapath.IsMissReported = areWanted;
        _failMode = new FailModeKeeper(options, Datapath, _time, _logger);
        _context = new SwitchContext(options, datapathOptions, Datapath, _hub, _watch, _failMode, _controlLock, $"EdgeFlow switch, {dataPlane.Name}", _time, _logger);
        _dataPlane.PortChanged += OnPortChanged;
    }

    /// <summary>The flow tables, groups, meters and ports.</summary>
    public Datapath Datapath { get; }

    /// <summary>Makes a device a port.</summary>
    /// <exception cref="InvalidOperationException">The number or the device is in use.</exception>
    /// <exception cref="ArgumentException">There is no such device, or the number is out of range.</exception>
    public void AddPort(uint number, string device)
    {
        if (new PortOption(number, device).Check() is { } error)
        {
            throw new ArgumentException(error);
        }

        lock (_portLock)
        {
            IPort port = _dataPlane.AddPort(number, device);
            Datapath.AddPort(port);
            _logger.PortAdded(_options.DatapathId, number, device);
        }
    }

    /// <summary>Lets a port go; flow entries that name it stay and drop what they would send there.</summary>
    /// <returns>False if there is no such port.</returns>
    public bool RemovePort(uint number)
    {
        lock (_portLock)
        {
            bool isRemoved = Datapath.RemovePort(number) && _dataPlane.RemovePort(number);
            if (isRemoved)
            {
                _logger.PortRemoved(_options.DatapathId, number);
            }

            return isRemoved;
        }
    }

    /// <summary>Opens ports and sockets, then runs until cancelled.</summary>
    /// <exception cref="StartException">Something configured cannot be had: every such thing is named. Nothing is left open.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_isStarted)
        {
            throw new InvalidOperationException("The switch ran already; make a new one.");
        }

        _isStarted = true;
        var sockets = new List<(Socket Socket, TransportAddress Address)>();
        Socket? control = null;
        TlsIdentity? tls = null;
        try
        {
            control = OpenAll(sockets, out tls);
            _failMode.Start();
            _dataPlane.Start(Datapath);
            _logger.Started(_options.DatapathId, _dataPlane.Name, _options.Ports.Count);
            await ServeAsync(sockets, control, tls, stop).ConfigureAwait(false);
        }
        finally
        {
            tls?.Dispose();
            foreach ((Socket socket, TransportAddress address) in sockets)
            {
                Close(socket, address);
            }

            if (control is not null)
            {
                Close(control, new TransportAddress(_options.ControlPath!, 0, IsUnix: true)); // opened, so there is a path
            }

            foreach (PortSnapshot port in Datapath.GetPorts())
            {
                RemovePort(port.Port.Number);
            }
        }
    }

    public void Dispose()
    {
        _dataPlane.PortChanged -= OnPortChanged;
        _events.Dispose();
    }

    private static void Close(Socket socket, TransportAddress address)
    {
        socket.Dispose();
        if (address.IsUnix)
        {
            File.Delete(address.Host);
        }
    }

    private async Task ServeAsync(List<(Socket Socket, TransportAddress Address)> sockets, Socket? control, TlsIdentity? tls, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var tasks = new List<Task> { Task.Factory.StartNew(() => SweepUntil(end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) };
        foreach ((Socket socket, TransportAddress address) in sockets)
        {
            tasks.Add(new ChannelListener(socket, address.ToString(), address.IsTls ? tls : null, _context).RunAsync(end.Token));
        }

        if (control is not null)
        {
            tasks.Add(new ControlServer(control, Answer, _logger).RunAsync(end.Token));
        }

        foreach (TransportAddress controller in _options.Controllers)
        {
            var dialer = new ControllerDialer(controller, controller.IsTls ? tls : null, _context);
            lock (_dialers)
            {
                _dialers.Add(dialer);
            }

            tasks.Add(dialer.RunAsync(end.Token));
        }

        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!stop.IsCancellationRequested)
        {
            await first.ConfigureAwait(false); // a bug ended it: let it be seen
        }
    }

    private Socket? OpenAll(List<(Socket Socket, TransportAddress Address)> sockets, out TlsIdentity? tls)
    {
        var errors = new List<string>();
        tls = _options.NeedsTls ? TlsIdentity.Load(_options.Tls, _time.GetUtcNow(), errors, _logger.TlsFilesReplaced) : null;
        foreach (PortOption port in _options.Ports)
        {
            try
            {
                AddPort(port.Number, port.Interface);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
            {
                errors.Add($"port {port.Number}={port.Interface}: {e.Message}");
            }
        }

        foreach (TransportAddress address in _options.Listeners)
        {
            TryOpen(address, socket => sockets.Add((socket, address)), errors);
        }

        Socket? control = null;
        if (_options.ControlPath is { } path)
        {
            var refusals = new List<string>();
            TryOpen(new TransportAddress(path, 0, IsUnix: true), socket => control = socket, refusals);
            if (_options.IsControlOptional && refusals.Count > 0)
            {
                _logger.NoControlSocket(_options.DatapathId, refusals[0]);
                refusals.Clear();
            }

            errors.AddRange(refusals);
        }

        if (errors.Count == 0)
        {
            return control;
        }

        control?.Dispose();
        if (control is not null)
        {
            File.Delete(_options.ControlPath!); // opened, so there is a path
        }

        throw new StartException(string.Join(Environment.NewLine, errors));
    }

    private static void TryOpen(TransportAddress address, Action<Socket> opened, List<string> errors)
    {
        try
        {
            opened(ListenSocket.Open(address));
        }
        catch (StartException e)
        {
            errors.Add(e.Message);
        }
    }

    /// <summary>Lets time pass: time-outs, ages of held frames, paced releases, controllers away for too long.</summary>
    private void SweepUntil(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _failMode.Check();
            double due;
            lock (_controlLock) // time-outs are told to flow monitors in the order of all else
            {
                due = Datapath.Sweep().TotalMilliseconds;
            }

            stop.WaitHandle.WaitOne((int)Math.Clamp(Math.Ceiling(due), 1, SweepMilliseconds));
        }
    }

    private void OnPortChanged(IPort port)
    {
        _logger.PortState(_options.DatapathId, port.Number, port.Name, port.State.ToString());
        Datapath.PortChanged(port.Number);
    }
}
