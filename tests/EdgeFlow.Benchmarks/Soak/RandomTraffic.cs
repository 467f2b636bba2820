using System.Net.Sockets;

namespace EdgeFlow.Benchmarks.Soak;

/// <summary>Sends random frames out of one interface, some 20,000 a second, until it is disposed.</summary>
/// <remarks>A quarter is IPv4 to addresses that entries of the soak match; the others are random behind random EtherTypes.</remarks>
internal sealed class RandomTraffic : IDisposable
{
    private const int FramesPerBurst = 40;
    private const int LongestFrame = 1514;

    private readonly Thread _thread;
    private readonly PacketEndPoint _to;
    private readonly int _seed;
    private volatile bool _isEnding;

    public RandomTraffic(string networkInterface, int seed)
    {
        _to = PacketEndPoint.Of(networkInterface);
        _seed = seed;
        _thread = new Thread(Send) { IsBackground = true, Name = "traffic" };
        _thread.Start();
    }

    /// <summary>Frames sent so far.</summary>
    public long Frames { get; private set; }

    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
    }

    private static ReadOnlySpan<ushort> EtherTypes => [0x0800, 0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x8847, 0x88e7, 0x88cc, 0x1234];

    private void Send()
    {
        var random = new Random(_seed);
        using var socket = new Socket(AddressFamily.Packet, SocketType.Raw, 0);
        byte[] frame = new byte[LongestFrame];
        while (!_isEnding)
        {
            for (int i = 0; i < FramesPerBurst; i++)
            {
                Span<byte> bytes = frame.AsSpan(0, random.Next(14, random.Next(8) == 0 ? LongestFrame : 128));
                Fill(bytes, random);
                try
                {
                    socket.SendTo(bytes, _to);
                    Frames++;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.NoBufferSpaceAvailable)
                {
                    Thread.Yield(); // the other side is behind
                }
            }

            Thread.Sleep(2); // paces the load; nothing is waited for
        }
    }

    private static void Fill(Span<byte> frame, Random random)
    {
        random.NextBytes(frame);
        frame[0] &= 0xfe;
        ushort type = EtherTypes[random.Next(EtherTypes.Length)];
        frame[12] = (byte)(type >> 8);
        frame[13] = (byte)type;
        if (type == 0x0800 && frame.Length >= 34)
        {
            frame[14] = 0x45;
            frame[30] = 10; // ipv4_dst 10.0.x.x, as FlowModBatch has it
            frame[31] = 0;
            frame[32] &= 0x3f;
        }
    }
}
