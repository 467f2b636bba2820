using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Packets;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Events;
using EdgeFlow.Switch.Monitors;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>A controller that sends any bytes to a fresh switch; then frames cross what the bytes have made of it.</summary>
/// <remarks>A crash is an internal fault of the connection, anything that escapes, a session that does not end when its bytes do, or
/// more than 256 MiB that the session keeps, or more than 64 MiB of answers.</remarks>
internal static class SwitchSessionTarget
{
    private const long MaxKept = 256L << 20;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);
    private static readonly byte[] s_hello10 = Convert.FromHexString("0100000800000001");
    private static readonly byte[] s_hello13 = Convert.FromHexString("0400000800000001");
    private static readonly ChannelHub s_hub = new();
    private static readonly FlowWatch s_watch = new();
    private static readonly EventPump s_events = new(s_hub, s_watch);

    private static readonly byte[][] s_frames =
    [
        Convert.FromHexString("00000000000200000000000181000064080045000028000040004006" + "26cd0a0000010a000002" + "003500500000000000000000500200000000" + "0000"),
        Convert.FromHexString("ffffffffffff000000000001" + "0806" + "0001080006040001" + "0000000000010a000001" + "0000000000000a000002"),
        Convert.FromHexString("000000000002000000000001" + "86dd" + "600000000008113f" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002" + "0035003500080000"),
        Convert.FromHexString("000000000002000000000001" + "8847" + "00064140" + "4500001c0000000040110000" + "0a0000010a000002" + "0035003500080000"),
    ];

    public static void Raw(ReadOnlySpan<byte> input) => Run([], input);

    public static void Greeted10(ReadOnlySpan<byte> input) => Run(s_hello10, input);

    public static void Greeted13(ReadOnlySpan<byte> input) => Run(s_hello13, input);

    private static void Run(byte[] hello, ReadOnlySpan<byte> input)
    {
        var options = new SwitchOptions { DatapathId = 1, TableCount = 4, TableCapacity = 64 };
        var datapathOptions = new DatapathOptions { DatapathId = 1, TableCount = 4, TableCapacity = 64, BufferCount = 64, MaxGroups = 64, MaxMeters = 64 };
        var datapath = new Datapath(datapathOptions, TimeProvider.System, s_events);
        s_watch.WatchWanted = isWanted => datapath.IsWatched = isWanted;
        for (uint number = 1; number <= 3; number++)
        {
            datapath.AddPort(new CountingPort(number));
        }

        var failMode = new FailModeKeeper(options, datapath, TimeProvider.System, NullLogger.Instance);
        var context = new SwitchContext(options, datapathOptions, datapath, s_hub, s_watch, failMode, new Lock(), "fuzzed", TimeProvider.System, NullLogger.Instance);
        var connection = new OpenFlowConnection(new ControllerStream([.. hello, .. input]), "fuzzer", isDialled: false, context);
        Task<string> running = connection.RunAsync(CancellationToken.None);
        if (!running.Wait(s_deadline))
        {
            throw new TimeoutException("the session does not end with its bytes");
        }

        if (running.Result == "internal fault")
        {
            throw new InvalidOperationException("an internal fault ended the session");
        }

        datapath.BeginBatch();
        foreach (byte[] frame in s_frames)
        {
            datapath.Process(1, frame);
        }

        datapath.EndBatch();
        datapath.Sweep();
        if (GC.GetTotalMemory(forceFullCollection: false) > MaxKept && GC.GetTotalMemory(forceFullCollection: true) > MaxKept)
        {
            throw new InvalidOperationException($"more than {MaxKept} bytes are kept");
        }

        GC.KeepAlive(datapath);
    }

    /// <summary>The bytes at once or in pieces, as their sum has it, then the end.</summary>
    private sealed class ControllerStream(byte[] bytes) : PeerStream
    {
        private const int LargestPiece = 64;

        private readonly int _piece = bytes.Length % 4 == 3 ? 1 + InternetChecksum.Compute(bytes) % LargestPiece : int.MaxValue;
        private int _offset;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(_piece, Math.Min(buffer.Length, bytes.Length - _offset));
            bytes.AsSpan(_offset, count).CopyTo(buffer.Span);
            _offset += count;
            return ValueTask.FromResult(count);
        }
    }
}
