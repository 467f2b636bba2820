using System.Net.Sockets;

namespace EdgeFlow.Switch.Channel;

/// <summary>Accepts OpenFlow connections from tools and controllers on one address.</summary>
internal sealed class ChannelListener(Socket listener, string name, SwitchContext context)
{
    private const int MaxConnections = 64;

    private int _count;

    public async Task RunAsync(CancellationToken stop)
    {
        context.Logger.Listening(name);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptAsync(stop).ConfigureAwait(false);
                if (Interlocked.Increment(ref _count) > MaxConnections)
                {
                    Interlocked.Decrement(ref _count);
                    context.Logger.AcceptFailed(name, $"{MaxConnections} connections are open; close some");
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
        try
        {
            using (socket)
            {
                string peer = socket.RemoteEndPoint is { AddressFamily: not AddressFamily.Unix } end ? $"tcp:{end}" : name;
                if (socket.AddressFamily != AddressFamily.Unix)
                {
                    socket.NoDelay = true;
                }

                var connection = new OpenFlowConnection(new NetworkStream(socket), peer, isDialled: false, context);
                string reason = await connection.RunAsync(stop).ConfigureAwait(false);
                context.Logger.ChannelClosed(connection.LogLevel, peer, reason);
            }
        }
        catch (SocketException e)
        {
            context.Logger.AcceptFailed(name, e.Message); // it was gone again before it could be looked at
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
