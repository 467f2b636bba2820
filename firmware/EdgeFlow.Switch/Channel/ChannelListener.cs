using System.Net.Sockets;
using EdgeFlow.Tls;

namespace EdgeFlow.Switch.Channel;

/// <summary>Accepts OpenFlow connections from tools and controllers on one address.</summary>
/// <param name="tls">Null: plain.</param>
/// <remarks>Each is a main connection: who connects cannot say that it is auxiliary (OpenFlow 1.3.5 §6.3.6: the switch numbers them).</remarks>
internal sealed class ChannelListener(Socket listener, string name, TlsIdentity? tls, SwitchContext context)
{
    private readonly LogGate _refusals = new(context.Time);
    private int _count;

    public async Task RunAsync(CancellationToken stop)
    {
        context.Logger.Listening(name);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptAsync(stop).ConfigureAwait(false);
                if (Interlocked.Increment(ref _count) > context.Options.MaxConnections)
                {
                    Interlocked.Decrement(ref _count);
                    Refuse("a further peer", $"{context.Options.MaxConnections} connections are open; close some or raise maxConnections");
                    socket.Dispose();
                    continue;
                }

                _ = ServeAsync(socket, stop);
            }
            catch (SocketException e)
            {
                context.Logger.AcceptFailed(name, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), stop).ConfigureAwait(false); // out of descriptors, say
            }
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        string peer = name;
        try
        {
            using (socket)
            {
                if (socket.AddressFamily != AddressFamily.Unix)
                {
                    peer = $"{(tls is null ? "tcp" : "ssl")}:{socket.RemoteEndPoint}";
                    socket.NoDelay = true;
                }

                Stream stream = new NetworkStream(socket);
                if (tls is not null)
                {
                    stream = await tls.AcceptAsync(stream, TimeSpan.FromSeconds(context.Options.HandshakeSeconds), context.Time, stop).ConfigureAwait(false);
                }

                var connection = new OpenFlowConnection(stream, peer, isDialled: false, context);
                string reason = await connection.RunAsync(stop).ConfigureAwait(false);
                context.Logger.ChannelClosed(connection.LogLevel, peer, reason);
            }
        }
        catch (SocketException e)
        {
            context.Logger.AcceptFailed(name, e.Message); // it was gone again before it could be looked at
        }
        catch (TlsException e)
        {
            Refuse(peer, e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The switch stops in the middle of a handshake.
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void Refuse(string peer, string reason)
    {
        if (_refusals.TryPass(out int suppressed))
        {
            context.Logger.PeerRefused(name, peer, reason, suppressed);
        }
    }
}
