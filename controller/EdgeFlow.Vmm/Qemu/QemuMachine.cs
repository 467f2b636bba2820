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

    private readonly QemuFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly QemuGuestState _guest;
    private readonly Lock _gate = new();
    private QmpClient? _qmp;
    private QemuTransfer? _transfer;
    private string? _transferId;
    private string? _shutdownReason;
    private bool _isDisposed;

    private QemuMachine(VmSpec spec, QemuFiles files, TimeProvider time, ILogger logger)
    {
        Spec = spec;
        _files = files;
        _time = time;
        _logger = logger;
        _guest = new QemuGuestState(spec.Name, time);
        _guest.Changed += () => StateChanged?.Invoke(this, EventArgs.Empty);
    }

    public event EventHandler? StateChanged;

    public event EventHandler<TransferProgress>? TransferChanged;

    public VmSpec Spec { get; }

    public VmState State => _guest.Current;

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
        machine._guest.Set(status.GetProperty("status").GetString() switch
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
        _guest.TakeHasStoppedByItself();
        _transfer = transfer;
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
                    _guest.NoteStopOrdered();
                    await Qmp.ExecuteAsync("stop", null, cancellationToken);
                    await _guest.WaitUntilStoppedAsync(cancellationToken);
                }
            });
        }

        return new StopReport(_guest.StoppedAt);
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
                _guest.NoteRunOrdered();
                await Qmp.ExecuteAsync("cont", null, cancellationToken);
            });
        }

        return new RunReport(_guest.RunningAt);
    }

    public async Task CancelTransferAsync(CancellationToken cancellationToken)
    {
        if (_transfer is not { } transfer)
        {
            return;
        }

        await RunCommandAsync(() => transfer.CancelAsync(cancellationToken));
        if (_guest.TakeHasStoppedByItself())
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

    private void OnEvent(QmpEvent e)
    {
        switch (e.Name)
        {
            case "STOP":
                _guest.OnStopped(e.Timestamp, isTransferring: _transfer is { IsOver: false });
                _transfer?.NotifyGuestStopped();
                break;
            case "MIGRATION":
                _transfer?.NotifyNews();
                break;
            case "RESUME":
                _guest.OnRunning(e.Timestamp);
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

        FailureReason = $"{cause}. {_files.LastWords()}Destroy the VM and create it again.";
        _logger.MachineFailed(Spec.Name, FailureReason);
        _guest.Set(VmState.Failed);
        if (_transfer is { } transfer)
        {
            await transfer.AbandonAsync(cause);
        }
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
