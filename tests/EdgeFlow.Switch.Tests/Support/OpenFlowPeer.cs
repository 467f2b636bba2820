using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EdgeFlow.Switch.Tests.Support;

/// <summary>A controller or tool of bare bytes, so that tests share no code with the switch.</summary>
internal sealed class OpenFlowPeer(Stream stream) : IDisposable
{
    public const string Hello = "0400000800000001";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly Stream _stream = stream;

    public OpenFlowPeer(Socket socket) : this(new NetworkStream(socket, ownsSocket: true))
    {
    }

    public static async Task<OpenFlowPeer> ConnectAsync(int port) => new(await ConnectSocketAsync(port));

    public static async Task<Socket> ConnectSocketAsync(int port)
    {
        for (int attempt = 0; ; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return socket;
            }
            catch (SocketException) when (attempt < 400)
            {
                socket.Dispose();
                await Task.Delay(20); // the switch is still starting
            }
        }
    }

    /// <summary>Sends hex digits.</summary>
    public async Task SendAsync(string hex) => await _stream.WriteAsync(Convert.FromHexString(hex));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Next message; null when the switch closed the connection.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        byte[] header = new byte[8];
        try
        {
            await _stream.ReadExactlyAsync(header, deadline.Token);
            byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2))];
            header.CopyTo(message, 0);
            await _stream.ReadExactlyAsync(message.AsMemory(8), deadline.Token);
            return message;
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    /// <summary>Next message of a type; others are passed over.</summary>
    public async Task<byte[]> ReceiveAsync(byte type)
    {
        while (true)
        {
            byte[] message = await ReceiveAsync() ?? throw new InvalidOperationException($"closed while waiting for type {type}");
            if (message[1] == type)
            {
                return message;
            }
        }
    }

    /// <summary>Exchanges hellos.</summary>
    public async Task GreetAsync()
    {
        await SendAsync(Hello);
        await ReceiveAsync(0);
    }

    /// <summary>Exchanges hellos; 1.0 is spoken.</summary>
    public async Task Greet10Async()
    {
        await SendAsync("0100000800000001");
        await ReceiveAsync(0);
    }

    /// <summary>A barrier of OpenFlow 1.0: its types are 18 and 19.</summary>
    public async Task Barrier10Async()
    {
        await SendAsync("0112000800000b0b");
        await ReceiveAsync(19);
    }

    /// <summary>Sends a barrier request and waits for its reply: all before it was handled.</summary>
    public async Task BarrierAsync()
    {
        await SendAsync("0414000800000b0b");
        await ReceiveAsync(21);
    }

    public void Dispose() => _stream.Dispose();
}
