using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Transfers;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>The source's end of a memory transfer: S205 to S215.</summary>
/// <remarks>
/// The first round sends all pages; each further one swaps the recording area and sends what was written (S208, S209). At or below the
/// threshold the rounds go on, one every 20 ms, until the guest has been stopped and the finish was asked for: then come the last
/// pages (S211), the comparison if wanted (S212-S214), and the end (S215). Whatever goes wrong ends the transfer, never the guest.
/// </remarks>
internal sealed class ImageSender : IDisposable
{
    private const int MaxComparisons = 3;
    private static readonly TimeSpan s_idleRound = TimeSpan.FromMilliseconds(20);

    private readonly GuestMemory _memory;
    private readonly string _vm;
    private readonly TransferTarget _target;
    private readonly TransferOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<TransferProgress> _changed;
    private readonly RateLimiter _limiter;
    private readonly CancellationTokenSource _cancelling = new();
    private readonly TaskCompletionSource _finishing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FinishReport> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _payload = new byte[ImageChannel.PagesPerMessage * ImageChannel.PageEntrySize];
    private readonly Lock _updating = new();
    private volatile TransferProgress _progress;
    private Task _sending = Task.CompletedTask;
    private long _started;

    internal ImageSender(
        GuestMemory memory,
        string vm,
        TransferTarget target,
        TransferOptions options,
        TimeProvider time,
        Action<TransferProgress> changed)
    {
        _memory = memory;
        _vm = vm;
        _target = target;
        _options = options;
        _time = time;
        _changed = changed;
        _limiter = new RateLimiter(time, options.PrecopyBytesPerSecond);
        long total = (long)memory.PageCount * GuestMemory.PageSize;
        _progress = new TransferProgress(target.TransferId, TransferPhase.Active, 0, total, total, 0, 0, 0, false, null);
        _ = _finished.Task.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }

    internal TransferProgress Progress => _progress;

    internal bool IsOver => _progress.Phase is TransferPhase.Completed or TransferPhase.Cancelled or TransferPhase.Failed;

    internal bool IsFinishing => _finishing.Task.IsCompleted;

    /// <summary>Connects and greets.</summary>
    /// <exception cref="HostAgentException">TransferFailed: nobody there, or turned away.</exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        TransferConnection connection = await TransferConnection.ConnectAsync(_target, cancellationToken);
        var channel = new ImageChannel(new NetworkStream(connection.Socket, ownsSocket: true));
        try
        {
            await channel.SendHelloAsync(_memory.PageCount, _target.TransferId, _vm, cancellationToken);
            (ImageMessageType type, ReadOnlyMemory<byte> payload) = await channel.ReceiveAsync(cancellationToken);
            if (type != ImageMessageType.Accept)
            {
                throw new InvalidDataException($"the destination refused: {Encoding.UTF8.GetString(payload.Span)}");
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or OperationCanceledException)
        {
            channel.Dispose();
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw Broken(e.Message, e);
        }

        _started = _time.GetTimestamp();
        _memory.StartRecording();
        _sending = Task.Run(() => RunAsync(channel), CancellationToken.None);
    }

    /// <summary>The guest has been stopped: from now on at the final rate.</summary>
    internal void NotifyStopped()
    {
        _limiter.BytesPerSecond = _options.FinalBytesPerSecond;
        SetStopped(true);
    }

    /// <summary>The guest runs on at the source.</summary>
    internal void NotifyResumed()
    {
        _limiter.BytesPerSecond = _options.PrecopyBytesPerSecond;
        SetStopped(false);
    }

    /// <summary>Sends the rest of a stopped guest; returns when the destination has everything.</summary>
    internal Task<FinishReport> FinishAsync()
    {
        _finishing.TrySetResult();
        return _finished.Task;
    }

    internal async Task CancelAsync()
    {
        await _cancelling.CancelAsync();
        await _sending;
    }

    public void Dispose() => _cancelling.Dispose();

    private async Task RunAsync(ImageChannel channel)
    {
        CancellationToken cancelled = _cancelling.Token;
        try
        {
            await SendPagesAsync(channel, Enumerable.Range(0, _memory.PageCount), _memory.PageCount, cancelled);
            EndRound();
            while (!IsFinishing)
            {
                PageSet written = _memory.SwapRecording();
                await SendPagesAsync(channel, written.Pages(), written.Count, cancelled);
                EndRound(written.Count);
                if (_progress.IsBelowThreshold)
                {
                    await Task.WhenAny(_finishing.Task, Task.Delay(s_idleRound, _time, cancelled));
                    cancelled.ThrowIfCancellationRequested();
                }
            }

            PageSet last = _memory.SwapRecording();
            await SendPagesAsync(channel, last.Pages(), last.Count, cancelled);
            EndRound(last.Count);
            (bool? matched, long compared, long resent) = await CompareAsync(channel, cancelled);
            await channel.SendAsync(ImageMessageType.Final, default, cancelled);
            (ImageMessageType type, _) = await channel.ReceiveAsync(cancelled);
            if (type != ImageMessageType.Loaded)
            {
                throw new InvalidDataException($"the destination answered {type} and not Loaded");
            }

            Update(p => p with { Phase = TransferPhase.Completed, RemainingBytes = 0, TransferredBytes = channel.BytesSent });
            _finished.TrySetResult(new FinishReport(_time.GetUtcNow(), matched, compared, resent, _progress.Rounds, channel.BytesSent));
        }
        catch (OperationCanceledException)
        {
            Update(p => p with { Phase = TransferPhase.Cancelled });
            _finished.TrySetException(Broken("it was cancelled", null));
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException)
        {
            Update(p => p with { Phase = TransferPhase.Failed, Error = e.Message });
            _finished.TrySetException(Broken(e.Message, e));
        }
        finally
        {
            _memory.StopRecording();
            channel.Dispose();
        }
    }

    private async Task SendPagesAsync(ImageChannel channel, IEnumerable<int> pages, int count, CancellationToken cancellationToken)
    {
        int sent = 0;
        var full = new List<int>();
        var zero = new List<int>();
        foreach (int page in pages)
        {
            List<int> list = _memory.IsZero(page) ? zero : full;
            list.Add(page);
            if (full.Count == ImageChannel.PagesPerMessage || zero.Count == 1024)
            {
                sent += list.Count;
                await SendBatchAsync(channel, list, isZero: list == zero, cancellationToken);
                Progressed(channel, count - sent);
            }
        }

        await SendBatchAsync(channel, full, isZero: false, cancellationToken);
        await SendBatchAsync(channel, zero, isZero: true, cancellationToken);
        Progressed(channel, 0);
    }

    private async Task SendBatchAsync(ImageChannel channel, List<int> pages, bool isZero, CancellationToken cancellationToken)
    {
        if (pages.Count == 0)
        {
            return;
        }

        int size = 0;
        foreach (int page in pages)
        {
            BinaryPrimitives.WriteInt32BigEndian(_payload.AsSpan(size), page);
            size += 4;
            if (!isZero)
            {
                _memory.Page(page).CopyTo(_payload.AsMemory(size));
                size += GuestMemory.PageSize;
            }
        }

        pages.Clear();
        await channel.SendAsync(isZero ? ImageMessageType.ZeroPages : ImageMessageType.Pages, _payload.AsMemory(0, size), cancellationToken);
        await _limiter.WaitAsync(size, cancellationToken);
    }

    private async Task<(bool? Matched, long Compared, long Resent)> CompareAsync(ImageChannel channel, CancellationToken cancellationToken)
    {
        if (!_options.Verify)
        {
            return (null, 0, 0);
        }

        ImageDigests? own = null;
        long resent = 0;
        for (int round = 1; ; round++)
        {
            await channel.SendAsync(ImageMessageType.Compare, default, cancellationToken);
            own ??= ImageDigests.Of(_memory);
            List<int> different = own.FindDifferent(await ReceiveDigestsAsync(channel, cancellationToken));
            if (different.Count == 0 || round == MaxComparisons)
            {
                return (different.Count == 0, _memory.PageCount, resent);
            }

            resent += different.Count;
            await SendPagesAsync(channel, different, different.Count, cancellationToken);
        }
    }

    private async Task<ImageDigests> ReceiveDigestsAsync(ImageChannel channel, CancellationToken cancellationToken)
    {
        var entries = new List<byte>();
        while (true)
        {
            (ImageMessageType type, ReadOnlyMemory<byte> payload) = await channel.ReceiveAsync(cancellationToken);
            if (type != ImageMessageType.Digests || entries.Count + payload.Length > (long)_memory.PageCount * ImageDigests.EntrySize)
            {
                throw new InvalidDataException($"the destination answers with {type} or more digests than the image has pages");
            }

            if (payload.IsEmpty)
            {
                return ImageDigests.Parse([.. entries], _memory.PageCount);
            }

            entries.AddRange(payload.Span);
        }
    }

    private void Progressed(ImageChannel channel, int pagesLeft)
    {
        double seconds = Math.Max(_time.GetElapsedTime(_started).TotalSeconds, 0.001);
        Update(p => p with
        {
            TransferredBytes = channel.BytesSent,
            RemainingBytes = (long)pagesLeft * GuestMemory.PageSize,
            BytesPerSecond = (long)(channel.BytesSent / seconds),
        });
    }

    /// <param name="written">Pages that this round had to send; null for the first, which sends all.</param>
    private void EndRound(int? written = null)
    {
        long remaining = (long)(written ?? _memory.PageCount) * GuestMemory.PageSize;
        bool isBelow = written is not null && remaining <= _options.ThresholdBytes;
        Update(p => p with
        {
            Rounds = p.Rounds + 1,
            RemainingBytes = remaining,
            IsBelowThreshold = isBelow,
            Phase = p.Phase == TransferPhase.Stopped ? p.Phase : isBelow ? TransferPhase.Converged : TransferPhase.Active,
        });
    }

    private void SetStopped(bool isStopped) => Update(p => p.Phase switch
    {
        TransferPhase.Completed or TransferPhase.Cancelled or TransferPhase.Failed => p,
        _ => p with { Phase = isStopped ? TransferPhase.Stopped : TransferPhase.Active },
    });

    private void Update(Func<TransferProgress, TransferProgress> change)
    {
        TransferProgress before;
        TransferProgress after;
        lock (_updating)
        {
            before = _progress;
            after = change(before);
            _progress = after;
        }

        // Rounds at rest come fifty times a second: news is another phase, or a round that was work.
        if (after.Phase != before.Phase || (after.Rounds != before.Rounds && after.Phase == TransferPhase.Active))
        {
            _changed(after);
        }
    }

    private HostAgentException Broken(string reason, Exception? cause) => new(
        HostAgentErrorCode.TransferFailed,
        $"Memory transfer {_target.TransferId} of VM {_vm} to {_target.Address}:{_target.Port} ended: {reason}.",
        cause);
}
