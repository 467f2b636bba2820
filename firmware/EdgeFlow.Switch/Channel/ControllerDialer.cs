using System.Net;
using System.Net.Sockets;
using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Channel;

/// <summary>Keeps one connection to one controller: dials, serves, dials again.</summary>
internal sealed class ControllerDialer(TransportAddress address, SwitchContext context)
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);

    private OpenFlowConnection? _connection;

    public TransportAddress Address => address;

    /// <summary>The live connection, if any.</summary>
    public OpenFlowConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>Why the last connection ended or was not made.</summary>
    public string? LastError { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var backOff = new BackOff();
        bool isLogged = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using Socket socket = await ConnectAsync(stop).ConfigureAwait(false);
                isLogged = false;
                if (await ServeAsync(socket, stop).ConfigureAwait(false))
                {
                    backOff.Reset();
                }
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException)
            {
                LastError = e.Message;
                if (!isLogged) // once per outage: tries come several a second
                {
                    isLogged = true;
                    context.Logger.DialFailed(address.ToString(), e.Message);
                }
            }

            await Task.Delay(backOff.Next(), context.Time, stop).ConfigureAwait(false);
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        Socket socket = address.IsUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(s_connectTimeout);
        try
        {
            EndPoint end = address.IsUnix ? new UnixDomainSocketEndPoint(address.Host) : new DnsEndPoint(address.Host, address.Port);
            await socket.ConnectAsync(end, timeout.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"no answer within {s_connectTimeout.TotalSeconds:0} s");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>Whether the controller spoke OpenFlow.</returns>
    private async Task<bool> ServeAsync(Socket socket, CancellationToken stop)
    {
        var connection = new OpenFlowConnection(new NetworkStream(socket), address.ToString(), isDialled: true, context);
        Volatile.Write(ref _connection, connection);
        LastError = await connection.RunAsync(stop).ConfigureAwait(false);
        Volatile.Write(ref _connection, null);
        if (connection.Version != 0)
        {
            context.FailMode.ControllerLost();
        }

        context.Logger.ChannelClosed(connection.LogLevel, connection.Peer, LastError);
        return connection.Version != 0;
    }
}
