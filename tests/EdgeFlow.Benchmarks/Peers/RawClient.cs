using System.Buffers.Binary;
using System.Net.Sockets;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Benchmarks.Peers;

/// <summary>The least that can speak OpenFlow 1.3 to a switch: bytes out as they are, replies counted by type.</summary>
/// <remarks>A thread of its own reads, so that neither side can wait for the other's full buffer. One caller at a time.</remarks>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly Socket _socket;
    private readonly Lock _sending = new();
    private readonly SemaphoreSlim _answered = new(0);
    private readonly byte[] _buffer = new byte[1 << 18];
    private readonly Thread _reader;
    private uint _awaited;
    private uint _flowCount;
    private long _errors;
    private long _packetIns;
    private long _flowsRemoved;
    private string? _firstError;

    /// <param name="socket">Connected; closed with this.</param>
    public RawClient(Socket socket)
    {
        _socket = socket;
        Send([4, (byte)OfpType.Hello, 0, 8, 0, 0, 0, 1]);
        _reader = new Thread(Read) { IsBackground = true, Name = "replies" };
        _reader.Start();
        Await([4, (byte)OfpType.BarrierRequest, 0, 8, 0, 0, 0, 2]);
    }

    public long Errors => Interlocked.Read(ref _errors);

    public long PacketIns => Interlocked.Read(ref _packetIns);

    public long FlowsRemoved => Interlocked.Read(ref _flowsRemoved);

    /// <summary>Hex of the first error message; null if there was none.</summary>
    public string? FirstError => Volatile.Read(ref _firstError);

    public static RawClient Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new RawClient(socket);
    }

    /// <summary>Sends messages of which the last is a barrier or multipart request, and waits for its reply.</summary>
    /// <exception cref="TimeoutException">No reply within two minutes, or the connection went.</exception>
    public void Await(ReadOnlySpan<byte> messages)
    {
        Volatile.Write(ref _awaited, LastXid(messages));
        Send(messages);
        if (!_answered.Wait(s_patience) || Volatile.Read(ref _awaited) != 0)
        {
            throw new TimeoutException("the switch did not answer a request");
        }
    }

    /// <summary>Sends without waiting for anything.</summary>
    public void Send(ReadOnlySpan<byte> messages)
    {
        lock (_sending)
        {
            while (messages.Length > 0)
            {
                messages = messages[_socket.Send(messages)..];
            }
        }
    }

    /// <summary>Flow entries that the switch says it has, in all tables.</summary>
    public uint CountFlows()
    {
        Span<byte> request = stackalloc byte[56]; // §7.3.5.3: all tables, any port, any group, any match
        request.Clear();
        request[0] = 4;
        request[1] = (byte)OfpType.MultipartRequest;
        request[3] = 56;
        request[7] = 3;
        request[9] = 2;
        request[16] = 0xff;
        request[20..28].Fill(0xff);
        request[49] = 1;
        request[51] = 4;
        Await(request);
        return Volatile.Read(ref _flowCount);
    }

    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both); // wakes the reader
        }
        catch (SocketException)
        {
            // The switch was faster.
        }

        _socket.Dispose();
        _reader.Join();
        _answered.Dispose();
    }

    private static uint LastXid(ReadOnlySpan<byte> messages)
    {
        ReadOnlySpan<byte> last = messages;
        while (BinaryPrimitives.ReadUInt16BigEndian(last[2..]) is ushort length && length < last.Length)
        {
            last = last[length..];
        }

        return BinaryPrimitives.ReadUInt32BigEndian(last[4..]);
    }

    private void Read()
    {
        int filled = 0;
        try
        {
            while (_socket.Receive(_buffer.AsSpan(filled)) is int count and > 0)
            {
                filled += count;
                Span<byte> rest = _buffer.AsSpan(0, filled);
                while (rest.Length >= 8 && BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) is ushort length && length <= rest.Length)
                {
                    Take(rest[..length]);
                    rest = rest[length..];
                }

                rest.CopyTo(_buffer);
                filled = rest.Length;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Ended by either side; whoever waits is told below.
        }

        _answered.Release();
    }

    private void Take(Span<byte> message)
    {
        switch ((OfpType)message[1])
        {
            case OfpType.Error:
                if (Interlocked.Increment(ref _errors) == 1)
                {
                    Volatile.Write(ref _firstError, Convert.ToHexString(message));
                }

                break;
            case OfpType.EchoRequest:
                message[1] = (byte)OfpType.EchoReply;
                Send(message);
                break;
            case OfpType.PacketIn:
                Interlocked.Increment(ref _packetIns);
                break;
            case OfpType.FlowRemoved:
                Interlocked.Increment(ref _flowsRemoved);
                break;
            case OfpType.MultipartReply:
                Volatile.Write(ref _flowCount, BinaryPrimitives.ReadUInt32BigEndian(message[32..]));
                Answer(message);
                break;
            case OfpType.BarrierReply:
                Answer(message);
                break;
            default:
                break;
        }
    }

    private void Answer(ReadOnlySpan<byte> message)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(message[4..]) == Volatile.Read(ref _awaited))
        {
            Volatile.Write(ref _awaited, 0);
            _answered.Release();
        }
    }
}
