using System.Net;
using System.Net.Sockets;
using EdgeFlow.Switch.Options;
using EdgeFlow.Tls;

namespace EdgeFlow.Switch.Channel;

/// <summary>Keeps the connections to one controller: dials, serves, dials again.</summary>
/// <param name="tls">Null: plain.</param>
/// <remarks>
/// Auxiliary connections (OpenFlow 1.3.5 §6.3.6) are made from the main connection's address when the controller has been told which switch this is,
/// and closed when the main connection ends.
/// </remarks>
internal sealed class ControllerDialer(TransportAddress address, TlsIdentity? tls, SwitchContext context)
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);

    private OpenFlowConnection? _connection;

    public TransportAddress Address => address;

    /// <summary>The live main connection, if any.</summary>
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
                using Socket socket = await ConnectAsync(from: null, stop).ConfigureAwait(false);
                await using Stream stream = await SecureAsync(socket, stop).ConfigureAwait(false);
                isLogged = false;
                if (await ServeAsync(socket, stream, stop).ConfigureAwait(false))
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

    private async Task<Socket> ConnectAsync(IPAddress? from, CancellationToken stop)
    {
        Socket socket = address.IsUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : from is null
                ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
                : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(s_connectTimeout);
        try
        {
            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

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

    private async Task<Stream> SecureAsync(Socket socket, CancellationToken stop)
    {
        var plain = new NetworkStream(socket);
        return tls is null
            ? plain
            : await tls.ConnectAsync(plain, address.Host, TimeSpan.FromSeconds(context.Options.HandshakeSeconds), context.Time, stop).ConfigureAwait(false);
    }

    /// <returns>Whether the controller spoke OpenFlow.</returns>
    private async Task<bool> ServeAsync(Socket socket, Stream stream, CancellationToken stop)
    {
        IPAddress? from = (socket.LocalEndPoint as IPEndPoint)?.Address;
        from = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from;
        var connection = new OpenFlowConnection(stream, address.ToString(), isDialled: true, context);
        Volatile.Write(ref _connection, connection);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] auxiliaries = [.. Enumerable.Range(1, context.Options.AuxiliaryConnections).Select(id => KeepAuxiliaryAsync(connection, (byte)id, from, end.Token))];
        LastError = await connection.RunAsync(stop).ConfigureAwait(false);
        Volatile.Write(ref _connection, null);
        if (connection.Version != 0)
        {
            context.FailMode.ControllerLost();
        }

        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(auxiliaries).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        context.Logger.ChannelClosed(connection.LogLevel, connection.Peer, LastError);
        return connection.Version != 0;
    }

    private async Task KeepAuxiliaryAsync(OpenFlowConnection main, byte id, IPAddress? from, CancellationToken stop)
    {
        await main.Identified.WaitAsync(stop).ConfigureAwait(false);
        var backOff = new BackOff();
        while (true)
        {
            string reason;
            try
            {
                using Socket socket = await ConnectAsync(from, stop).ConfigureAwait(false);
                await using Stream stream = await SecureAsync(socket, stop).ConfigureAwait(false);
                var connection = new OpenFlowConnection(stream, main.Peer, isDialled: true, context, main, id);
                reason = await connection.RunAsync(stop).ConfigureAwait(false);
                if (connection.Identified.IsCompleted)
                {
                    backOff.Reset();
                }
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException)
            {
                reason = e.Message;
            }

            context.Logger.AuxiliaryEnded(main.Peer, id, reason);
            await Task.Delay(backOff.Next(), context.Time, stop).ConfigureAwait(false);
        }
    }
}
