using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeFlow.Switch.Channel;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Control;

/// <summary>Answers the programs on this machine that ask about the switch or plug ports, over a Unix socket: one JSON object per
/// line in, one per line out.</summary>
/// <remarks>The socket is its owner's only (mode 0600): whoever can open it can change the switch.</remarks>
internal sealed class ControlServer(Socket listener, Func<ControlRequest, ControlReply> answer, ILogger logger)
{
    private const int MaxLineLength = 64 * 1024;
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket client = await listener.AcceptAsync(stop).ConfigureAwait(false);
                _ = ServeAsync(client, stop);
            }
            catch (SocketException e)
            {
                logger.AcceptFailed("control socket", e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            byte[] buffer = new byte[MaxLineLength];
            int filled = 0;
            while (filled < buffer.Length)
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop);
                idle.CancelAfter(s_idleTimeout);
                int received = await stream.ReadAsync(buffer.AsMemory(filled), idle.Token).ConfigureAwait(false);
                if (received == 0)
                {
                    return;
                }

                filled += received;
                int end;
                while ((end = buffer.AsSpan(0, filled).IndexOf((byte)'\n')) >= 0)
                {
                    byte[] reply = Encode(Answer(buffer.AsSpan(0, end)));
                    await stream.WriteAsync(reply, idle.Token).ConfigureAwait(false);
                    buffer.AsSpan(end + 1, filled - end - 1).CopyTo(buffer);
                    filled -= end + 1;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client went away, or the switch stops: nothing is owed to it.
        }
    }

    private ControlReply Answer(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest) is { } request
                ? answer(request)
                : Refuse("the request is null");
        }
        catch (JsonException)
        {
            return Refuse("the request is not a JSON object such as {\"command\":\"status\"}");
        }
    }

    private static ControlReply Refuse(string error) => new() { Ok = false, Error = error };

    private static byte[] Encode(ControlReply reply) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(reply, ControlJson.Default.ControlReply) + "\n");
}
