using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

/// <summary>One OpenFlow connection from hello to its end.</summary>
/// <remarks>
/// The reader takes whole messages out of the pipe's buffers and has them handled in place, many per wake-up, under the control lock;
/// their replies go out in one batch. It stops reading while the peer does not take its replies. A peer that stays silent is sent an
/// echo request; if it stays silent, or takes no byte of what waits for it, the connection is given up.
/// A peer that sends no hello in time is given up, too.
/// An auxiliary connection (OpenFlow 1.3.5 §6.3.6) has role and asynchronous configuration of its main connection and is told no events but
/// packet-ins: these go out on the auxiliary connections, if there are any, all of one ingress port on the same.
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
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _echoAfter;
    private readonly Lock _controlLock;
    private readonly MessageBuffer _replies = new(16 * 1024);
    private readonly byte[] _scratch = new byte[ushort.MaxValue + 1];
    private readonly TaskCompletionSource _identified = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _helloLimit;
    private OpenFlowConnection[] _auxiliaries = [];
    private ControllerRole _role = ControllerRole.Equal;
    private AsyncConfig _asyncConfig = AsyncConfig.Default;
    private bool _knowsTableExtension;
    private bool _wantsTableStatus;
    private long _lastHeard;
    private long _lastProgress;
    private string? _closeReason;

    /// <param name="main">The main connection, if this one is auxiliary.</param>
    /// <param name="auxiliaryId">0 for main connections.</param>
    public OpenFlowConnection(
        Stream stream, string peer, bool isDialled, SwitchContext context, OpenFlowConnection? main = null, byte auxiliaryId = 0)
    {
        Main = main;
        AuxiliaryId = auxiliaryId;
        OfferedVersions = main is null ? Protocols.Offered(context.Options) : 1U << OfpConstants.Version13;
        _stream = stream;
        Peer = peer;
        IsDialled = isDialled;
        _hub = context.Hub;
        _logger = context.Logger;
        _time = context.Time;
        _echoAfter = TimeSpan.FromSeconds(context.Options.EchoSeconds);
        _helloLimit = TimeSpan.FromSeconds(context.Options.HandshakeSeconds);
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

    /// <summary>The connection that this one is auxiliary to; null: it is a main connection.</summary>
    public OpenFlowConnection? Main { get; }

    /// <summary>Told in the features reply; 0 for main connections.</summary>
    public byte AuxiliaryId { get; }

    /// <summary>Versions that the hello offers, as bits by version number.</summary>
    public uint OfferedVersions { get; }

    /// <summary>The controller's, on all its connections.</summary>
    public ControllerRole Role
    {
        get => (Main ?? this)._role;
        set => (Main ?? this)._role = value;
    }

    /// <summary>The controller's, on all its connections.</summary>
    public AsyncConfig AsyncConfig
    {
        get => (Main ?? this)._asyncConfig;
        set => (Main ?? this)._asyncConfig = value;
    }

    /// <summary>Completes when the controller has been told which switch this is, so that it can tell auxiliary connections' owner.</summary>
    public Task Identified => _identified.Task;

    /// <summary>The peer has used ONF's table extension: it understands the reason EVICTION.</summary>
    public bool KnowsTableExtension
    {
        get => (Main ?? this)._knowsTableExtension;
        set => (Main ?? this)._knowsTableExtension = value;
    }

    /// <summary>The peer has switched vacancy events on, so it gets them, unless it is a slave.</summary>
    public bool WantsTableStatus
    {
        get => (Main ?? this)._wantsTableStatus;
        set => (Main ?? this)._wantsTableStatus = value;
    }

    public OutputQueue Output { get; } = new();

    /// <summary>The features reply is on its way.</summary>
    public void NoteIdentified()
    {
        if (_identified.TrySetResult() && Main is { } main)
        {
            Volatile.Write(ref main._auxiliaries, [.. main._auxiliaries, this]); // under the control lock, as all that handles messages
        }
    }

    /// <summary>Where the packet-ins of an ingress port go: always the same way, so that they stay in order.</summary>
    public OutputQueue PacketInOutput(uint inPort)
    {
        OpenFlowConnection[] auxiliaries = Volatile.Read(ref _auxiliaries);
        return auxiliaries.Length == 0 ? Output : auxiliaries[inPort % (uint)auxiliaries.Length].Output;
    }

    /// <summary>Serves the connection until it ends or is cancelled.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        HelloElements.Write(_replies, xid: 1, OfferedVersions);
        FlushReplies();
        Task[] tasks = [ReadAsync(end.Token), Output.SendAsync(_stream, NoteProgress, end.Token), WatchAsync(end.Token)];
        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        Leave();
        await LingerAsync().ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_controlLock)
        {
            _intake.Leave(); // only now does no message come any more
        }

        return stop.IsCancellationRequested ? "the switch stops" : _closeReason ?? Explain(first);
    }

    private void Leave()
    {
        if (Main is not { } main)
        {
            _hub.Remove(this);
            return;
        }

        lock (_controlLock)
        {
            Volatile.Write(ref main._auxiliaries, Array.FindAll(main._auxiliaries, other => other != this));
        }
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
            bool isAllHandled = HandleTurn(ref buffer);
            FlushReplies(); // still under the lock, so that what others cause to be told comes behind
            return isAllHandled;
        }
    }

    /// <returns>Whether there is no whole message left.</returns>
    private bool HandleTurn(ref ReadOnlySequence<byte> buffer)
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

    /// <summary>Ends when the peer has been silent for too long, or has not greeted in time.</summary>
    private async Task WatchAsync(CancellationToken stop)
    {
        long began = _time.GetTimestamp();
        TimeSpan period = _helloLimit < _echoAfter / 2 ? _helloLimit : _echoAfter / 2;
        bool isAsked = false;
        var output = new MessageBuffer(256);
        while (true)
        {
            await Task.Delay(period, _time, stop).ConfigureAwait(false);
            if (Protocol is null && _time.GetElapsedTime(began) >= _helloLimit)
            {
                throw new TimeoutException($"no hello within {_helloLimit.TotalSeconds:0} s");
            }

            lock (_controlLock)
            {
                _intake.LetTimePass(output);
                Output.Append(output.Written);
                output.Reset();
            }

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
