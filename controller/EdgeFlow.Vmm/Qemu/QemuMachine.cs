using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeFlow.Vmm.Contracts;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>A VM in a QEMU process, steered through its monitor.</summary>
internal sealed class QemuMachine : IVirtualMachine
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(5);

    private readonly QemuFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private QmpClient? _qmp;
    private QemuTransfer? _transfer;
    private DateTimeOffset? _stoppedAt;
    private DateTimeOffset? _runningAt;
    private string? _transferId;
    private string? _shutdownReason;
    private bool _isStopOrdered;
    private bool _hasStoppedByItself;
    private bool _isDisposed;

    private QemuMachine(VmSpec spec, QemuFiles files, TimeProvider time, ILogger logger)
    {
        Spec = spec;
        _files = files;
        _time = time;
        _logger = logger;
    }

    public event EventHandler? StateChanged;

    public event EventHandler<TransferProgress>? TransferChanged;

    public VmSpec Spec { get; }

    public VmState State { get; private set; } = VmState.Starting;

    public string? FailureReason { get; private set; }

    public string? TransferId => _transferId;

    public int? IncomingPort { get; private set; }

    public TransferProgress? Transfer => _transfer?.Progress;

    private QmpClient Qmp => _qmp ?? throw new InvalidOperationException("not connected yet");

    /// <summary>Connects to a QEMU process that listens on its monitor.</summary>
    internal static async Task<QemuMachine> ConnectAsync(
        VmSpec spec,
        QemuFiles files,
        string? transferId,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var machine = new QemuMachine(spec, files, time, logger) { _transferId = transferId };
        machine._qmp = await QmpClient.ConnectAsync(files.Monitor, machine.OnEvent, cancellationToken);
        JsonElement status = await machine.Qmp.ExecuteAsync("query-status", null, cancellationToken);
        machine.SetState(status.GetProperty("status").GetString() switch
        {
            "running" => VmState.Running,
            "inmigrate" or "prelaunch" or "paused" when transferId is not null => VmState.Incoming,
            _ => VmState.Paused,
        });
        _ = machine.WatchEndAsync();
        return machine;
    }

    internal async Task ListenAsync(IPAddress address, CancellationToken cancellationToken)
    {
        await QemuTransfer.SetCapabilitiesAsync(Qmp, cancellationToken);

        // QEMU's own defaults, written down because the controller waits for this announcement.
        var announce = new JsonObject { ["announce-initial"] = 50, ["announce-max"] = 550, ["announce-rounds"] = 5, ["announce-step"] = 100 };
        await Qmp.ExecuteAsync("migrate-set-parameters", announce, cancellationToken);
        await Qmp.ExecuteAsync("migrate-incoming", new JsonObject { ["uri"] = $"tcp:{address}:0" }, cancellationToken);
        JsonElement info = await Qmp.ExecuteAsync("query-migrate", null, cancellationToken);
        string port = info.GetProperty("socket-address")[0].GetProperty("port").GetString() ?? "";
        IncomingPort = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task StartTransferAsync(TransferTarget target, TransferOptions options, CancellationToken cancellationToken)
    {
        ThrowUnless(State == VmState.Running, "start a transfer of");
        if (_transfer is { IsOver: false })
        {
            throw new HostAgentException(
                HostAgentErrorCode.WrongState,
                $"VM {Spec.Name} is being transferred already ({_transferId}); cancel that first.");
        }

        long memory = (long)Spec.MemoryMiB << 20;
        var transfer = new QemuTransfer(Qmp, target, options, memory, _time, p => TransferChanged?.Invoke(this, p));
        try
        {
            await RunCommandAsync(() => transfer.StartAsync(cancellationToken));
        }
        catch (Exception e) when (e is HostAgentException or OperationCanceledException)
        {
            transfer.Dispose();
            throw;
        }

        _transferId = target.TransferId;
        _transfer?.Dispose();
        lock (_gate)
        {
            _hasStoppedByItself = false;
            _transfer = transfer;
        }
    }

    public async Task<StopReport> StopAsync(CancellationToken cancellationToken)
    {
        if (State != VmState.Paused)
        {
            ThrowUnless(State == VmState.Running, "stop");
            await RunCommandAsync(async () =>
            {
                if (_transfer is { } transfer)
                {
                    await transfer.PrepareStopAsync(cancellationToken);
                }

                if (State != VmState.Paused)
                {
                    SetStopOrdered(true);
                    await Qmp.ExecuteAsync("stop", null, cancellationToken);
                    await WaitUntilStoppedAsync(cancellationToken);
                }
            });
        }

        lock (_gate)
        {
            return new StopReport(_stoppedAt ?? _time.GetUtcNow());
        }
    }

    public async Task<FinishReport> FinishTransferAsync(CancellationToken cancellationToken)
    {
        QemuTransfer transfer = _transfer
            ?? throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM {Spec.Name} has no transfer to finish.");
        ThrowUnless(State == VmState.Paused || transfer.IsOver, "finish the transfer (stop it first) of");
        return await transfer.Finished.WaitAsync(cancellationToken);
    }

    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        if (State != VmState.Running)
        {
            ThrowUnless(State is VmState.Paused or VmState.Incoming, "run");
            await RunCommandAsync(async () =>
            {
                if (State == VmState.Incoming)
                {
                    await WaitForImageAsync(cancellationToken);
                }

                _transfer?.NotifyResumed();
                SetStopOrdered(false);
                await Qmp.ExecuteAsync("cont", null, cancellationToken);
            });
        }

        lock (_gate)
        {
            return new RunReport(_runningAt ?? _time.GetUtcNow());
        }
    }

    public async Task CancelTransferAsync(CancellationToken cancellationToken)
    {
        if (_transfer is not { } transfer)
        {
            return;
        }

        await RunCommandAsync(() => transfer.CancelAsync(cancellationToken));
        bool hasStoppedByItself;
        lock (_gate)
        {
            hasStoppedByItself = _hasStoppedByItself;
            _hasStoppedByItself = false;
        }

        if (hasStoppedByItself)
        {
            // QEMU lets a guest that it stopped at the end of a transfer run on after a cancel, but its NIC stays deaf until it is
            // stopped and started in earnest.
            await RunCommandAsync(async () =>
            {
                await Qmp.ExecuteAsync("stop", null, cancellationToken);
                await Qmp.ExecuteAsync("cont", null, cancellationToken);
            });
        }
    }

    public async ValueTask<bool> DetachAsync()
    {
        if (State == VmState.Failed)
        {
            return false;
        }

        if (TryDispose())
        {
            await Qmp.DisposeAsync();
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!TryDispose())
        {
            return;
        }

        await QemuProcess.KillAsync(_files, _time, CancellationToken.None);
        if (_transfer is { } transfer)
        {
            await transfer.AbandonAsync($"VM {Spec.Name} was destroyed");
            transfer.Dispose();
        }

        await Qmp.DisposeAsync();
        _files.Delete();
    }

    private bool TryDispose()
    {
        lock (_gate)
        {
            bool isFirst = !_isDisposed;
            _isDisposed = true;
            return isFirst;
        }
    }

    /// <summary>The source's completed comes a moment before this end has left the state inmigrate. Running on before would let QEMU
    /// start the guest by itself on whatever arrived.</summary>
    private async Task WaitForImageAsync(CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        while (true)
        {
            JsonElement migration = await Qmp.ExecuteAsync("query-migrate", null, cancellationToken);
            JsonElement status = await Qmp.ExecuteAsync("query-status", null, cancellationToken);
            bool isLoaded = migration.TryGetProperty("status", out JsonElement value) && value.GetString() == "completed";
            if (isLoaded && status.GetProperty("status").GetString() != "inmigrate")
            {
                return;
            }

            if (_time.GetElapsedTime(started) > TimeSpan.FromSeconds(2))
            {
                throw new HostAgentException(
                    HostAgentErrorCode.WrongState,
                    $"VM {Spec.Name} has not received its whole memory image (transfer {_transferId}); finish the transfer at the source first.");
            }

            await Task.Delay(s_pollInterval, _time, cancellationToken);
        }
    }

    /// <summary>
    /// QEMU tells of the stop before it answers the order, unless it was just stopping its guest by itself at the end of a transfer: then it answers
    /// at once, and tells when the guest's processor stands still.
    /// </summary>
    /// <exception cref="HostAgentException">VmmFailed: it still runs after five seconds.</exception>
    private async Task WaitUntilStoppedAsync(CancellationToken cancellationToken)
    {
        long answered = _time.GetTimestamp();
        while (State == VmState.Running)
        {
            if (_time.GetElapsedTime(answered) > s_longestStop)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.VmmFailed,
                    $"VM {Spec.Name}: QEMU took the order to stop, yet the guest still runs after {s_longestStop.TotalSeconds:F0} s; destroy the VM if that stays so.");
            }

            await Task.Delay(s_pollInterval, _time, cancellationToken);
        }
    }

    private void OnEvent(QmpEvent e)
    {
        switch (e.Name)
        {
            case "STOP":
                lock (_gate)
                {
                    _stoppedAt = e.Timestamp;
                    _hasStoppedByItself |= !_isStopOrdered && _transfer is { IsOver: false };
                }

                SetState(VmState.Paused);
                _transfer?.NotifyGuestStopped();
                break;
            case "MIGRATION":
                _transfer?.NotifyNews();
                break;
            case "RESUME":
                lock (_gate)
                {
                    _runningAt = e.Timestamp;
                }

                SetState(VmState.Running);
                break;
            case "SHUTDOWN":
                _shutdownReason = e.Data.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null;
                break;
        }
    }

    private async Task WatchEndAsync()
    {
        await Qmp.Completion;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }
        }

        string cause = _shutdownReason is { } reason ? $"QEMU ended by itself ({reason})" : "QEMU ended or was killed";
        if (State == VmState.Incoming)
        {
            cause += " before it had the whole memory image";
        }

        FailureReason = $"{cause}. {LastWords()}Destroy the VM and create it again.";
        _logger.MachineFailed(Spec.Name, FailureReason);
        SetState(VmState.Failed);
        if (_transfer is { } transfer)
        {
            await transfer.AbandonAsync(cause);
        }
    }

    /// <summary>The end of the guest's console, which says more than an exit code.</summary>
    private string LastWords()
    {
        try
        {
            return File.ReadLines(_files.Console).LastOrDefault(line => line.Trim().Length > 0) is { } line
                ? $"The guest's last console line: {line.Trim()}. "
                : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void SetStopOrdered(bool isOrdered)
    {
        lock (_gate)
        {
            _isStopOrdered = isOrdered;
        }
    }

    private void SetState(VmState state)
    {
        lock (_gate)
        {
            if (State == VmState.Failed || State == state)
            {
                return;
            }

            State = state;
        }

        StateChanged?.Invoke(this, EventArgs.Empty);
    }

    private void ThrowUnless(bool isAllowed, string what)
    {
        if (!isAllowed)
        {
            string reason = FailureReason is { } text ? $": {text}" : ".";
            throw new HostAgentException(HostAgentErrorCode.WrongState, $"Cannot {what} VM {Spec.Name}: it is {State}{reason}");
        }
    }

    private async Task RunCommandAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (QmpException e)
        {
            throw new HostAgentException(HostAgentErrorCode.VmmFailed, $"VM {Spec.Name}: {e.Message}", e);
        }
    }
}
