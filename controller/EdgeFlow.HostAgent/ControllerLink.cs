using System.Net.Sockets;
using System.Threading.Channels;
using EdgeFlow.HostAgent.Options;
using EdgeFlow.Tls;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Rpc;
using Microsoft.Extensions.Logging;
using StreamJsonRpc;

namespace EdgeFlow.HostAgent;

/// <summary>The connection to the controller: dialled until it stands, and again when it is lost.</summary>
/// <remarks>
/// Tries after 100 ms first, then at twice the time each, up to 5 s. News for the controller wait in a queue of 1,000; while it is away they
/// are dropped, because it lists the VMs when it is back.
/// </remarks>
internal sealed class ControllerLink(HostAgentOptions options, IHostAgent agent, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_handshakeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastDelay = TimeSpan.FromSeconds(5);

    private readonly Channel<Func<IHostAgentEvents, Task>> _news = Channel.CreateBounded<Func<IHostAgentEvents, Task>>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Tells the controller something, in order, if it is there.</summary>
    internal void Post(Func<IHostAgentEvents, Task> news) => _news.Writer.TryWrite(news);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        options.TryGetController(out string host, out int port);
        using TlsIdentity? tls = LoadTls();
        TimeSpan delay = s_firstDelay;
        string lastReason = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            string reason = "it closed the connection";
            try
            {
                using var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(host, port, cancellationToken);

                // A controller whose machine vanished sends nothing; without this the agent would never dial again.
                client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
                client.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
                await using Stream stream = tls is null
                    ? client.GetStream()
                    : await tls.ConnectAsync(client.GetStream(), host, s_handshakeLimit, time, cancellationToken);
                logger.Connected(options.Name, options.Controller);
                delay = s_firstDelay;
                lastReason = "";
                await ServeAsync(stream, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException or ConnectionLostException)
            {
                reason = e.Message;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (reason != lastReason)
            {
                logger.Disconnected(options.Name, options.Controller, reason);
                lastReason = reason;
            }

            try
            {
                await Task.Delay(delay, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, s_lastDelay.Ticks));
        }
    }

    /// <exception cref="IOException">A file has become unreadable or wrong since the options were checked.</exception>
    private TlsIdentity? LoadTls()
    {
        var errors = new List<string>();
        TlsIdentity? tls = options.IsControllerTls ? TlsIdentity.Load(options.Tls, time.GetUtcNow(), errors, Tell) : null;
        return errors.Count == 0 ? tls : throw new IOException(string.Join("; ", errors));

        void Tell(bool areInUse, string text) => logger.TlsFilesReplaced(areInUse ? LogLevel.Information : LogLevel.Warning, text);
    }

    private async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Older than this connection.
        while (_news.Reader.TryRead(out _))
        {
        }

        (JsonRpc rpc, IHostAgentEvents events) = HostAgentRpc.AttachAgent(stream, agent);
        using (rpc)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task sending = SendNewsAsync(events, ending.Token);
            await Task.WhenAny(rpc.Completion, sending);
            await ending.CancelAsync();
            await sending;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task SendNewsAsync(IHostAgentEvents events, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Func<IHostAgentEvents, Task> news in _news.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await news(events).WaitAsync(cancellationToken);
                }
                catch (RemoteRpcException e) when (e is not ConnectionLostException)
                {
                    // The controller's own trouble with one piece of news; it lists the VMs anyway.
                    logger.NewsRefused(options.Controller, e.Message);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionLostException or ObjectDisposedException or IOException)
        {
            // The connection's end, which is seen and told of elsewhere.
        }
    }
}
