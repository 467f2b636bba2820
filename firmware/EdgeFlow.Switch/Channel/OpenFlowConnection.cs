using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

/// <summary>One OpenFlow connection from hello to its end.</summary>
/// <remarks>
/// The reader takes whole messages out of the pipe's buffers and has them handled in place, many per wake-up, under the control lock;
/// their replies go out in one batch. It stops reading while the peer does not take its replies. A peer that stays silent is sent an
/// echo request; if it stays silent, or takes no byte of what waits for it, the connection is given up.
/// Errors of single messages are answered (OpenFlow 1.3.5 §7.5.4); a header that cannot be relied upon ends the connection, and only it.
/// </remarks>
internal sealed class OpenFlowConnection
{
    private const int MessagesPerTurn = 256; // then others who wait for the control lock have theirs
    private const int RepliesPerTurn = 1 << 20; // bytes; few requests may cause many
    private const int SilentPeriods = 3;
    private const byte HighestVersion = 0x06;
    private static readonly TimeSpan s_longestLinger = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly MessageIntake _intake;
    private readonly ChannelHub _hub;
    private readonly SwitchOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _echoAfter;
    private readonly Lock _controlLock;
    private readonly MessageBuffer _replies = new(16 * 1024);
    private readonly byte[] _scratch = new byte[ushort.MaxValue + 1];
    private long _lastHeard;
    private long _lastProgress;
    private string? _closeReason;

    public OpenFlowConnection(Stream stream, string peer, bool isDialled, SwitchContext context)
    {
        _stream = stream;
        Peer = peer;
        IsDialled = isDialled;
        _hub = context.Hub;
        _options = context.Options;
        _logger = context.Logger;
        _time = context.Time;
        _echoAfter = TimeSpan.FromSeconds(context.Options.EchoSeconds);
        _controlLock = context.ControlLock;
        _intake = new MessageIntake(this, context);
        _lastHeard = _lastProgress = _time.GetTimestamp();
    }

    /// <summary>The other end, as it is shown.</summary>
    public string Peer { get; }

    /// <summary>The switch made the connection, so it is to a controller.</summary>
    public bool IsDialled { get; }

    /// <summary>How much its coming and going matters.</summary>
    public LogLevel LogLevel => IsDialled ? LogLevel.Information : LogLevel.Debug;

    /// <summary>What hellos agreed upon; null before.</summary>
    public IProtocol? Protocol { get; set; }

    /// <summary>The version that is spoken; 0 before hellos were exchanged.</summary>
    public byte Version => Protocol?.Version ?? 0;

    public ControllerRole Role { get; set; } = ControllerRole.Equal;

    public AsyncConfig AsyncConfig { get; set; } = AsyncConfig.Default;

    /// <summary>The peer has used ONF's table extension: it understands the reason EVICTION.</summary>
    public bool KnowsTableExtension { get; set; }

    /// <summary>The peer has switched vacancy events on, so it gets them, unless it is a slave.</summary>
    public bool WantsTableStatus { get; set; }

    public OutputQueue Output { get; } = new();

    /// <summary>Serves the connection until it ends or is cancelled.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        HelloElements.Write(_replies, xid: 1, Protocols.Offered(_options));
        FlushReplies();
        Task[] tasks = [ReadAsync(end.Token), Output.SendAsync(_stream, NoteProgress, end.Token), WatchAsync(end.Token)];
        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        _hub.Remove(this);
        await LingerAsync().ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return stop.IsCancellationRequested ? "the switch stops" : _closeReason ?? Explain(first);
    }

    private string Explain(Task ended)
    {
        switch (ended.Exception?.InnerException)
        {
            case null:
                return "closed by the peer";
            case IOException or SocketException or OpenFlowException or TimeoutException or ObjectDisposedException:
                return ended.Exception.InnerException.Message;
            case Exception fault:
                _logger.ChannelFault(Peer, fault);
                return "internal fault";
        }
    }

    /// <summary>Lets a last error message reach the peer.</summary>
    private async Task LingerAsync()
    {
        if (_closeReason is not null)
        {
            await Output.WaitUntilEmptyAsync().WaitAsync(s_longestLinger).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 16 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(stop).ConfigureAwait(false);
                _lastHeard = _time.GetTimestamp();
                ReadOnlySequence<byte> buffer = result.Buffer;
                bool isAllHandled = HandleMessages(ref buffer);
                FlushReplies();
                if (_closeReason is not null || (result.IsCompleted && isAllHandled))
                {
                    return;
                }

                // Examined up to the end only if no whole message is left, or the next read would wait for more bytes.
                reader.AdvanceTo(buffer.Start, isAllHandled ? buffer.End : buffer.Start);
                await Output.WaitForRoomAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private bool HandleMessages(ref ReadOnlySequence<byte> buffer)
    {
        lock (_controlLock)
        {
            for (int count = 0; count < MessagesPerTurn && _replies.Count < RepliesPerTurn; count++)
            {
                if (_closeReason is null && !buffer.IsEmpty && buffer.First.Span[0] is (0 or > HighestVersion))
                {
                    // Not even waited for: what such a header says of its length means nothing.
                    _closeReason = _intake.RefuseVersion(buffer.First.Span, _replies);
                }

                if (_closeReason is not null || !OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
                {
                    return true;
                }

                _closeReason = _intake.Handle(ToSpan(message), _replies);
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> ToSpan(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
        {
            return message.FirstSpan;
        }

        int length = (int)message.Length; // 16 bits on the wire
        message.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }

    private void FlushReplies()
    {
        Output.Append(_replies.Written);
        _replies.Reset();
    }

    private void NoteProgress() => _lastProgress = _time.GetTimestamp();

    /// <summary>Ends when the peer has been silent for too long.</summary>
    private async Task WatchAsync(CancellationToken stop)
    {
        bool isAsked = false;
        while (true)
        {
            await Task.Delay(_echoAfter / 2, _time, stop).ConfigureAwait(false);
            TimeSpan silence = _time.GetElapsedTime(Math.Max(_lastHeard, _lastProgress));
            TimeSpan unheard = _time.GetElapsedTime(_lastHeard);
            if (silence >= _echoAfter * SilentPeriods)
            {
                throw new TimeoutException($"silent for {silence.TotalSeconds:0} s");
            }

            if (unheard < _echoAfter)
            {
                isAsked = false;
            }
            else if (!isAsked && Protocol is { } protocol)
            {
                isAsked = true;
                Output.Append(protocol.EchoRequest);
            }
        }
    }
}
