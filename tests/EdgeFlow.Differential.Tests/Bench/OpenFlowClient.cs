using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One OpenFlow 1.3 connection of bare bytes over a Unix socket.</summary>
internal sealed class OpenFlowClient : IDisposable
{
    private const byte Hello = 0, Error = 1, EchoRequest = 2, EchoReply = 3, BarrierRequest = 20, BarrierReply = 21;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
    private readonly byte[] _message = new byte[65536];

    /// <summary>Waits until the switch listens, and exchanges hellos.</summary>
    internal OpenFlowClient(string path)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                _socket.Connect(new UnixDomainSocketEndPoint(path));
                break;
            }
            catch (SocketException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                Thread.Sleep(20); // nothing tells when it will listen
            }
        }

        _socket.Send([4, Hello, 0, 8, 0, 0, 0, 1]);
        while (Receive()[1] != Hello)
        {
        }
    }

    /// <summary>Sends messages as they are and a barrier request.</summary>
    /// <returns>By xid: error type in the upper, code in the lower 16 bits.</returns>
    internal Dictionary<uint, uint> Exchange(ReadOnlySpan<byte> messages)
    {
        var errors = new Dictionary<uint, uint>();
        _socket.Send(messages);
        _socket.Send([4, BarrierRequest, 0, 8, 0xff, 0xff, 0xff, 0xff]);
        while (true)
        {
            ReadOnlySpan<byte> message = Receive();
            switch (message[1])
            {
                case Error:
                    errors[BinaryPrimitives.ReadUInt32BigEndian(message[4..])] = BinaryPrimitives.ReadUInt32BigEndian(message[8..]);
                    break;
                case EchoRequest:
                    byte[] reply = message.ToArray();
                    reply[1] = EchoReply;
                    _socket.Send(reply);
                    break;
                case BarrierReply:
                    return errors;
                default:
                    break; // packet-ins and the like
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlySpan<byte> Receive()
    {
        Fill(0, 8);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(2));
        Fill(8, length);
        return _message.AsSpan(0, length);
    }

    private void Fill(int from, int to)
    {
        while (from < to)
        {
            int count = _socket.Receive(_message.AsSpan(from, to - from));
            from += count > 0 ? count : throw new EndOfStreamException("the switch closed the connection");
        }
    }
}
