using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Transfers;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>One outgoing memory transfer of QEMU's, watched and paced.</summary>
/// <remarks>
/// <para><b>Why pacing.</b> QEMU stops the guest by itself as soon as what is left could be sent within its downtime limit, and
/// pause-before-switchover tells of it a millisecond too late to prepare the network. Here the controller stops the guest. So the
/// downtime limit is its least, 1 ms, and the rate follows what is left, 2.5 times of it per second: at full rate the end of a pass and a
/// small pass after it would fall between two looks on a busy machine, and QEMU's own end with them. Once the threshold is met and 512 KiB
/// are left, it is a page per 100 ms (the period of QEMU's rate control): then a guest that writes a page in that time never lets QEMU come to
/// an end. A limit of 0 ms would be wrong: QEMU then no longer looks for dirty pages, and stops when it has sent all it knows of.</para>
/// <para>Should a guest write nothing at all, QEMU stops it: the phase then is Stopped without having been asked for.</para>
/// <para><b>For the stop</b> the final rate holds. QEMU's sender sleeps out its period first, up to 100 ms, and then knows only of the pages that
/// were dirty when it last looked: those that the guest wrote since, perhaps while it still had all its traffic, would be sent in the pause. So the guest
/// is stopped when the sender has looked once more and most of what it found has arrived, or has stopped it by itself: the network is ready by
/// then.</para>
/// </remarks>
internal sealed class QemuTransfer : IDisposable
{
    private const long FirstPassRate = 400_000, StarvingRate = 40_960, StarveBelow = 512 << 10, SprintBelow = 256 << 10;
    private const string LentName = "edgeflow-transfer";
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_sprintPollInterval = s_pollInterval / 10;
    private static readonly TimeSpan s_longestSprint = TimeSpan.FromMilliseconds(500);

    private readonly QmpClient _qmp;
    private readonly TransferTarget _target;
    private readonly TransferOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<TransferProgress> _changed;
    private readonly CancellationTokenSource _watching = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly TaskCompletionSource _guestStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FinishReport> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TransferProgress _progress;
    private volatile bool _isStopped;
    private volatile bool _isCancelling;
    private TransferConnection? _connection;
    private Task _watcher = Task.CompletedTask;
    private long _rate;

    internal QemuTransfer(
        QmpClient qmp,
        TransferTarget target,
        TransferOptions options,
        long memoryBytes,
        TimeProvider time,
        Action<TransferProgress> changed)
    {
        _qmp = qmp;
        _target = target;
        _options = options;
        _time = time;
        _changed = changed;
        _progress = new TransferProgress(target.TransferId, TransferPhase.Active, 0, memoryBytes, memoryBytes, 0, 0, 0, false, null);

        // Nobody need ask how it ended.
        _ = _finished.Task.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }

    internal TransferProgress Progress => _progress;

    internal bool IsOver => _progress.Phase is TransferPhase.Completed or TransferPhase.Cancelled or TransferPhase.Failed;

    /// <summary>Completes when the destination has confirmed that it loaded everything; faults if it never will.</summary>
    internal Task<FinishReport> Finished => _finished.Task;

    /// <summary>Capabilities that both ends must agree on: events, and a way back, so that completed means loaded.</summary>
    internal static Task SetCapabilitiesAsync(QmpClient qmp, CancellationToken cancellationToken)
    {
        var capabilities = new JsonArray(
            new JsonObject { ["capability"] = "events", ["state"] = true },
            new JsonObject { ["capability"] = "return-path", ["state"] = true });
        return qmp.ExecuteAsync("migrate-set-capabilities", new JsonObject { ["capabilities"] = capabilities }, cancellationToken);
    }

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await SetCapabilitiesAsync(_qmp, cancellationToken);
        _rate = _options.PrecopyBytesPerSecond;
        await _qmp.ExecuteAsync(
            "migrate-set-parameters",
            new JsonObject { ["max-bandwidth"] = _rate, ["downtime-limit"] = 1 },
            cancellationToken);
        _connection = await TransferConnection.ConnectAsync(_target, cancellationToken);
        await _qmp.LendAsync(LentName, _connection.Socket.SafeHandle, cancellationToken);
        await _qmp.ExecuteAsync("migrate", new JsonObject { ["uri"] = $"fd:{LentName}" }, cancellationToken);
        _watcher = WatchAsync();
    }

    /// <summary>
    /// To be called before the guest is stopped: gives the sender the final rate and waits until it has slept out its period, looked for dirty
    /// pages again, and most of them have arrived, so that none of it falls into the pause. A guest that writes faster than its pages travel is
    /// not waited for longer than half a second.
    /// </summary>
    internal async Task PrepareStopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        Task sprint = SprintAsync(cancellationToken);

        // Once QEMU has stopped the guest by itself, it answers nobody until it has sent the rest.
        await Task.WhenAny(sprint, _guestStopped.Task);
        if (!_guestStopped.Task.IsCompleted)
        {
            await sprint;
        }

        _ = sprint.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }

    /// <summary>QEMU said that its guest has stopped.</summary>
    internal void NotifyGuestStopped() => _guestStopped.TrySetResult();

    /// <summary>QEMU said that the transfer's status has changed.</summary>
    internal void NotifyNews() => _news.Release();

    /// <summary>The guest runs on at the source: pace as before.</summary>
    internal void NotifyResumed() => _isStopped = false;

    internal async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (!IsOver)
        {
            _isCancelling = true;
            await _qmp.ExecuteAsync("migrate_cancel", null, cancellationToken);
            await _watcher.WaitAsync(cancellationToken);
        }
    }

    /// <summary>QEMU has ended, or the VM is being destroyed.</summary>
    internal async Task AbandonAsync(string reason)
    {
        await _watching.CancelAsync();
        await _watcher;
        if (!IsOver)
        {
            End(_progress with { Phase = TransferPhase.Failed, Error = reason });
        }
    }

    /// <summary>After <see cref="AbandonAsync"/>, or when it is over.</summary>
    public void Dispose()
    {
        _watching.Dispose();
        _connection?.Dispose();
    }

    private async Task SprintAsync(CancellationToken cancellationToken)
    {
        if (IsOver || await CountAsync(cancellationToken) is not { } before)
        {
            return;
        }

        await SetRateAsync(_options.FinalBytesPerSecond, cancellationToken);
        long ordered = _time.GetTimestamp();
        while (!_guestStopped.Task.IsCompleted
            && _time.GetElapsedTime(ordered) < s_longestSprint
            && await CountAsync(cancellationToken) is { } now
            && (now.Rounds == before.Rounds || now.Left + _connection!.UnconfirmedBytes > SprintBelow))
        {
            await Task.Delay(s_sprintPollInterval, _time, cancellationToken);
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!IsOver)
            {
                JsonElement info = await _qmp.ExecuteAsync("query-migrate", null, _watching.Token);
                TransferProgress progress = Read(info);
                bool isNews = progress.Phase != _progress.Phase || progress.Rounds != _progress.Rounds;
                if (progress.Phase is TransferPhase.Completed or TransferPhase.Cancelled or TransferPhase.Failed)
                {
                    End(progress);
                    return;
                }

                _progress = progress;
                if (isNews)
                {
                    _changed(progress);
                }

                if (!_isStopped && RateFor(progress, _options) is var rate && rate != _rate)
                {
                    await SetRateAsync(rate, _watching.Token);
                }

                await _news.WaitAsync(s_pollInterval, _watching.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Abandoned: who did that says why.
        }
        catch (QmpException e)
        {
            End(_progress with { Phase = TransferPhase.Failed, Error = e.Message });
        }
    }

    private void End(TransferProgress progress)
    {
        _progress = progress;
        _connection?.Dispose();
        if (progress.Phase == TransferPhase.Completed)
        {
            _finished.TrySetResult(new FinishReport(_time.GetUtcNow(), null, 0, 0, progress.Rounds, progress.TransferredBytes));
        }
        else
        {
            string reason = progress.Error ?? "it was cancelled";
            _finished.TrySetException(new HostAgentException(
                HostAgentErrorCode.TransferFailed,
                $"Memory transfer {_target.TransferId} to {_target.Address}:{_target.Port} ended: {reason}."));
        }

        _changed(progress);
    }

    /// <summary>Bytes per second that QEMU may send next, while the guest runs.</summary>
    internal static long RateFor(TransferProgress progress, TransferOptions options)
    {
        long left = progress.RemainingBytes;
        bool isFirstPass = progress.Rounds < 2;

        // What is still to send while the network is being prepared need not be sent in the pause.
        long rate = !isFirstPass && left < Math.Min(StarveBelow, options.ThresholdBytes)
            ? StarvingRate
            : Math.Max(isFirstPass ? FirstPassRate : StarvingRate, left * 5 / 2);
        return Math.Min(rate, options.PrecopyBytesPerSecond);
    }

    private async Task SetRateAsync(long rate, CancellationToken cancellationToken)
    {
        _rate = rate;
        await _qmp.ExecuteAsync("migrate-set-parameters", new JsonObject { ["max-bandwidth"] = rate }, cancellationToken);
    }

    /// <returns>How often the sender has looked for dirty pages, and the bytes that it knows to be left; null: it is over.</returns>
    private async Task<(long Rounds, long Left)?> CountAsync(CancellationToken cancellationToken)
    {
        JsonElement info = await _qmp.ExecuteAsync("query-migrate", null, cancellationToken);
        bool isActive = info.TryGetProperty("status", out JsonElement status) && status.GetString() == "active";
        return isActive && info.TryGetProperty("ram", out JsonElement ram)
            ? (ram.GetProperty("dirty-sync-count").GetInt64(), ram.GetProperty("remaining").GetInt64())
            : null;
    }

    private TransferProgress Read(JsonElement info)
    {
        string status = info.TryGetProperty("status", out JsonElement value) ? value.GetString() ?? "" : "";
        TransferProgress progress = _progress;
        if (info.TryGetProperty("ram", out JsonElement ram))
        {
            long remaining = ram.GetProperty("remaining").GetInt64();
            int rounds = (int)ram.GetProperty("dirty-sync-count").GetInt64();
            progress = progress with
            {
                Rounds = rounds,
                TotalBytes = ram.GetProperty("total").GetInt64(),
                RemainingBytes = remaining,
                TransferredBytes = ram.GetProperty("transferred").GetInt64(),
                DirtyPagesPerSecond = ram.TryGetProperty("dirty-pages-rate", out JsonElement dirty) ? dirty.GetInt64() : 0,
                BytesPerSecond = (long)(ram.GetProperty("mbps").GetDouble() * 125_000),
                IsBelowThreshold = rounds >= 2 && remaining <= _options.ThresholdBytes,
            };
        }

        TransferPhase phase = status switch
        {
            "completed" => TransferPhase.Completed,
            "cancelled" => TransferPhase.Cancelled,

            // To cancel, QEMU shuts the connection first: a sender that is just writing then takes it for broken.
            "failed" when _isCancelling => TransferPhase.Cancelled,
            "failed" => TransferPhase.Failed,
            "device" => TransferPhase.Stopped,
            _ when _isStopped => TransferPhase.Stopped,
            _ => progress.IsBelowThreshold ? TransferPhase.Converged : TransferPhase.Active,
        };
        string? error = phase == TransferPhase.Failed
            ? info.TryGetProperty("error-desc", out JsonElement text) ? text.GetString() : "QEMU gives no reason"
            : null;
        return progress with { Phase = phase, Error = error };
    }
}
