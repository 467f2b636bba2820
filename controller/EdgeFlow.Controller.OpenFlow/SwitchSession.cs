using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>One connected switch: requests, replies and what it tells.</summary>
/// <remarks>
/// <b>Threads:</b> any may send; messages leave in the order of the calls. Replies are matched by xid. What a slow switch does not read
/// waits in memory up to <see cref="MaxQueuedBytes"/>; then the connection is given up and comes back with a fresh state.
/// <b>Spec:</b> OpenFlow 1.3.5 §6.3, §7.3, §7.5.
/// </remarks>
[SuppressMessage(
    "Design", "CA1001", Justification = "The token source has no timer and no handle; it is used by callers until the last reference goes.")]
public sealed partial class SwitchSession
{
    /// <summary>Bytes that may wait for a switch that does not read.</summary>
    public const long MaxQueuedBytes = 64L << 20;

    private static readonly TimeSpan s_replyLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<byte[]> _output = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<uint, PendingReply> _pending = new();
    private readonly ConcurrentDictionary<uint, (ErrorSink Sink, string What)> _errorSinks = new();
    private readonly CancellationTokenSource _ended = new();
    private ImmutableSortedDictionary<uint, PortDescription> _ports = ImmutableSortedDictionary<uint, PortDescription>.Empty;
    private readonly Func<ulong, SwitchSession?>? _findMain;
    private SwitchSession? _main;
    private CancellationTokenRegistration _mainEnds;
    private long _queuedBytes;
    private int _lastXid;

    /// <param name="remote">Address and port of its connection.</param>
    /// <param name="findMain">Finds the main connection of a datapath; null: there are no auxiliary connections.</param>
    internal SwitchSession(string remote, Func<ulong, SwitchSession?>? findMain = null)
    {
        Remote = remote;
        _findMain = findMain;
    }

    public ulong DatapathId { get; private set; }

    /// <summary>Address and port of its connection.</summary>
    public string Remote { get; }

    /// <summary>Manufacturer, hardware and software as the switch tells them.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Whether it has EdgeFlow's hold and release.</summary>
    public bool HasHold { get; private set; }

    /// <summary>It serves another connection of the same switch and is no switch of its own.</summary>
    internal bool IsAuxiliary { get; private set; }

    public bool IsConnected => !_ended.IsCancellationRequested;

    /// <summary>Ordinary ports (not OFPP_LOCAL) as last told.</summary>
    public ImmutableSortedDictionary<uint, PortDescription> Ports => _ports;

    /// <summary>Sends one message and expects no reply.</summary>
    public void Send(Action<IBufferWriter<byte>, uint> write) => Queue(NextXid(), write);

    /// <summary>Sends a frame out of a port.</summary>
    public void SendFrame(uint port, ReadOnlySpan<byte> frame)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + frame.Length);
        PacketOutWriter.Write(buffer, NextXid(), port, frame);
        Queue(buffer.WrittenSpan.ToArray());
    }

    /// <summary>Sends flow-mods and a barrier; ends when the switch has confirmed.</summary>
    /// <exception cref="SwitchErrorException">One of them was refused.</exception>
    /// <exception cref="SwitchLostException">No barrier reply came.</exception>
    public Task ModifyFlowsAsync(IEnumerable<FlowMod> mods, CancellationToken cancellationToken) =>
        SendAndConfirmAsync(mods.Select(mod => ((Action<IBufferWriter<byte>, uint>)mod.Write, $"flow-mod {mod.Command}")), cancellationToken);

    /// <summary>All flow entries that the filter lets through.</summary>
    public async Task<IReadOnlyList<FlowStats>> GetFlowsAsync(FlowStatsFilter filter, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> parts = await AskAsync(
            (output, xid) => MultipartRequestWriter.WriteFlow(output, xid, filter), "flow statistics", cancellationToken).ConfigureAwait(false);
        var flows = new List<FlowStats>();
        foreach (byte[] part in parts)
        {
            foreach (FlowStatsTlv entry in new MultipartReader(part).Flows)
            {
                flows.Add(FlowStats.Read(entry));
            }
        }

        return flows;
    }

    /// <summary>Counters of one port, or null if the switch has no such port.</summary>
    public async Task<PortStats?> GetPortStatsAsync(uint port, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> parts = await AskAsync(
            (output, xid) => MultipartRequestWriter.Write(output, xid, MultipartType.PortStats, new PortStatsRequest(port)),
            $"statistics of port {port}",
            cancellationToken).ConfigureAwait(false);
        foreach (byte[] part in parts)
        {
            foreach (PortStats stats in new MultipartReader(part).Records<PortStats>())
            {
                if (stats.PortNumber == port)
                {
                    return stats;
                }
            }
        }

        return null;
    }

    /// <summary>Sends messages and a barrier.</summary>
    /// <exception cref="SwitchErrorException">One of them was refused.</exception>
    /// <exception cref="SwitchLostException">No barrier reply came.</exception>
    private async Task SendAndConfirmAsync(
        IEnumerable<(Action<IBufferWriter<byte>, uint> Write, string What)> messages, CancellationToken cancellationToken)
    {
        var sink = new ErrorSink();
        var xids = new List<uint>();
        try
        {
            foreach ((Action<IBufferWriter<byte>, uint> write, string what) in messages)
            {
                uint xid = NextXid();
                _errorSinks[xid] = (sink, what);
                xids.Add(xid);
                Queue(xid, write);
            }

            await AskAsync(BarrierWriter.WriteRequest, "barrier", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (uint xid in xids)
            {
                _errorSinks.TryRemove(xid, out _);
            }
        }

        if (sink.First is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task<IReadOnlyList<byte[]>> AskAsync(
        Action<IBufferWriter<byte>, uint> write, string what, CancellationToken cancellationToken)
    {
        uint xid = NextXid();
        var pending = new PendingReply();
        _pending[xid] = pending;
        try
        {
            Queue(xid, write);
            if (!IsConnected)
            {
                throw new SwitchLostException(DatapathId, "connection ended");
            }

            return await pending.Task.WaitAsync(s_replyLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new SwitchLostException(DatapathId, $"no reply to {what} within {s_replyLimit.TotalSeconds:F0} s");
        }
        finally
        {
            _pending.TryRemove(xid, out _);
        }
    }

    private uint NextXid() => (uint)Interlocked.Increment(ref _lastXid);

    private void Queue(uint xid, Action<IBufferWriter<byte>, uint> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        write(buffer, xid);
        Queue(buffer.WrittenSpan.ToArray());
    }

    private void Queue(byte[] message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) > MaxQueuedBytes)
        {
            End();
            return;
        }

        _output.Writer.TryWrite(message);
    }

    private void End()
    {
        if (!_ended.IsCancellationRequested)
        {
            _ended.Cancel();
        }
    }

    private sealed class ErrorSink
    {
        public SwitchErrorException? First { get; set; }
    }
}
