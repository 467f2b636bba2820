using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>Throws away what Open vSwitch has cached of earlier flow tables: it answers a barrier before its caches agree.</summary>
internal sealed class OvsCaches : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };

    /// <param name="path">The daemon's control socket, which speaks JSON-RPC.</param>
    internal OvsCaches(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
    }

    internal void Purge()
    {
        _socket.Send(Encoding.ASCII.GetBytes("""{"method":"revalidator/purge","params":[],"id":1}"""));
        byte[] reply = new byte[4096];
        int length = 0;
        do
        {
            length += _socket.Receive(reply.AsSpan(length));
        }
        while (!IsWhole(reply.AsSpan(0, length)));
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        return reader.Read() && reader.TrySkip();
    }
}
