using System.Net;
using System.Net.Sockets;
using EdgeFlow.Tls;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>Takes the connections of host agents and hands them to the VM manager.</summary>
public sealed class AgentListener : IAsyncDisposable
{
    private static readonly TimeSpan s_handshakeLimit = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly TlsIdentity? _tls;
    private readonly LogGate _refusals = new(TimeProvider.System);
    private readonly VmManager _manager;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _connections = [];
    private Task _loop = Task.CompletedTask;

    /// <param name="tls">Null: plain. It stays the caller's.</param>
    public AgentListener(IPEndPoint address, VmManager manager, ILogger logger, TlsIdentity? tls = null)
    {
        _tls = tls;
        _listener = new TcpListener(address);
        _manager = manager;
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
        lock (_connections)
        {
            open = [.. _connections];
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
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
                Track(ServeAsync(socket, stop));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // One peer's trouble (reset before accept, descriptors short) is not the listener's end.
                _logger.AcceptFailed(EndPoint.ToString(), e.Message);
                await Task.Delay(100, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        string remote = socket.RemoteEndPoint?.ToString() ?? "?";
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using Stream stream = _tls is null ? plain : await _tls.AcceptAsync(plain, s_handshakeLimit, TimeProvider.System, stop).ConfigureAwait(false);
            await _manager.ServeAsync(stream, remote, stop).ConfigureAwait(false);
        }
        catch (TlsException e)
        {
            if (_refusals.TryPass(out int suppressed))
            {
                _logger.AgentRefused(EndPoint.ToString(), remote, e.Message, suppressed);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The controller stops in the middle of a handshake.
        }
    }

    private void Track(Task connection)
    {
        lock (_connections)
        {
            _connections.RemoveWhere(task => task.IsCompleted);
            _connections.Add(connection);
        }
    }
}
