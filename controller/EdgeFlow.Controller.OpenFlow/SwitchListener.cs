using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>Takes the connections of switches.</summary>
public sealed class SwitchListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ISwitchEvents _events;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _sessions = [];
    private Task _loop = Task.CompletedTask;

    public SwitchListener(IPEndPoint address, ISwitchEvents events, ILogger logger)
    {
        _listener = new TcpListener(address);
        _events = events;
        _logger = logger;
    }

    /// <summary>Where it listens; the port is the real one after <see cref="Start"/>.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public void Start()
    {
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _loop = AcceptAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _loop.ConfigureAwait(false);
        Task[] open;
        lock (_sessions)
        {
            open = [.. _sessions];
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(stop).ConfigureAwait(false);
                socket.NoDelay = true;
                Track(ServeAsync(socket, stop));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                _logger.AcceptFailed(EndPoint.ToString(), e.Message);
                await Task.Delay(100, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        string remote = socket.RemoteEndPoint?.ToString() ?? "?";
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var session = new SwitchSession(remote);
        try
        {
            await session.RunAsync(stream, _events, stop).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A session's bug must not take the other switches along; this one reconnects.
            _logger.SessionFailed(remote, e);
        }
    }

    private void Track(Task session)
    {
        lock (_sessions)
        {
            _sessions.RemoveWhere(task => task.IsCompleted);
            _sessions.Add(session);
        }
    }
}
