using System.Net;
using System.Net.Sockets;
using EdgeFlow.Tls;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>Takes the connections of switches.</summary>
/// <remarks>An auxiliary connection (OpenFlow 1.3.5 §6.3.6) belongs to the main connection of the same datapath id and ends with it.</remarks>
public sealed class SwitchListener : IAsyncDisposable
{
    private static readonly TimeSpan s_handshakeLimit = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly TlsIdentity? _tls;
    private readonly LogGate _refusals = new(TimeProvider.System);
    private readonly List<SwitchSession> _open = [];
    private readonly ISwitchEvents _events;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _sessions = [];
    private Task _loop = Task.CompletedTask;

    /// <param name="tls">Null: plain. It stays the caller's.</param>
    public SwitchListener(IPEndPoint address, ISwitchEvents events, ILogger logger, TlsIdentity? tls = null)
    {
        _tls = tls;
        _listener = new TcpListener(address);
        _events = events;
        _logger = logger;
    }

    /// <summary>Where it listens; the port is the real one after <see cref="Start"/>.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public void Start()
    {
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
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        var session = new SwitchSession(remote, FindMain);
        try
        {
            await using Stream stream = _tls is null ? plain : await _tls.AcceptAsync(plain, s_handshakeLimit, TimeProvider.System, stop).ConfigureAwait(false);
            lock (_open)
            {
                _open.Add(session);
            }

            await session.RunAsync(stream, _events, stop).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            if (_refusals.TryPass(out int suppressed))
            {
                _logger.SwitchRefused(EndPoint.ToString(), remote, e.Message, suppressed);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The controller stops in the middle of a handshake.
        }
        catch (Exception e)
        {
            // A session's bug must not take the other switches along; this one reconnects.
            _logger.SessionFailed(remote, e);
        }
        finally
        {
            lock (_open)
            {
                _open.Remove(session);
            }
        }
    }

    private SwitchSession? FindMain(ulong datapathId)
    {
        lock (_open)
        {
            return _open.FindLast(session => session.DatapathId == datapathId && session is { IsAuxiliary: false, IsConnected: true });
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
