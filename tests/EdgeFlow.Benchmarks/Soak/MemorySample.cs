using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeFlow.Benchmarks.Peers;

namespace EdgeFlow.Benchmarks.Soak;

/// <summary>Memory of a running switch, after it has collected its garbage.</summary>
/// <param name="ResidentBytes">VmRSS of the process.</param>
/// <param name="HeapBytes">Live managed objects.</param>
internal readonly record struct MemorySample(long ResidentBytes, long HeapBytes)
{
    private const int Tries = 3;

    /// <summary>The least of some samples: what is in flight at one moment is not at the next.</summary>
    public static MemorySample Take(EdgeFlowPeer peer)
    {
        var least = new MemorySample(long.MaxValue, long.MaxValue);
        for (int i = 0; i < Tries; i++)
        {
            long heap = AskHeap(peer.ControlPath);
            least = new MemorySample(Math.Min(least.ResidentBytes, peer.ResidentBytes), Math.Min(least.HeapBytes, heap));
        }

        return least;
    }

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"RSS {ResidentBytes / 1048576.0:F1} MiB, heap {HeapBytes / 1048576.0:F2} MiB");

    private static long AskHeap(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var stream = new NetworkStream(socket);
        stream.Write("{\"command\":\"memory\"}\n"u8);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using var reply = JsonDocument.Parse(reader.ReadLine() ?? throw new IOException("the switch closed its control socket"));
        return reply.RootElement.GetProperty("heapBytes").GetInt64();
    }
}
