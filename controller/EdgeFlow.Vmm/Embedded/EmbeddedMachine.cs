using System.Net;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>A VM inside this process. It ends when the process does.</summary>
internal sealed class EmbeddedMachine : IVirtualMachine
{
    private readonly IVirtualNic _nic;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EmbeddedGuest _guest;
    private readonly Lock _gate = new();
    private ImageReceiver? _receiver;
    private ImageSender? _sender;
    private StopReport? _stopped;
    private RunReport? _running;
    private bool _isDisposed;

    internal EmbeddedMachine(VmSpec spec, INicBackend nic, TimeProvider time, ILogger logger)
    {
        Spec = spec;
        _time = time;
        _logger = logger;
        Memory = new GuestMemory(spec.MemoryMiB);
        _nic = nic.Open();
        _guest = new EmbeddedGuest(Memory, _nic, time, Fail);
    }

    public event EventHandler? StateChanged;

    public event EventHandler<TransferProgress>? TransferChanged;

    public VmSpec Spec { get; }

    public VmState State { get; private set; } = VmState.Starting;

    public string? FailureReason { get; private set; }

    public string? TransferId { get; private set; }

    public int? IncomingPort => _receiver?.Port;

    public TransferProgress? Transfer => _sender?.Progress;

    internal GuestMemory Memory { get; }

    /// <summary>Pages of an incoming image so far, repeats included.</summary>
    internal int PagesReceived => _receiver?.PagesReceived ?? 0;

    internal void Boot()
    {
        EmbeddedGuest.Boot(Memory, Spec);
        _running = new RunReport(_guest.Start(hasMoved: false));
        SetState(VmState.Running);
    }

    /// <exception cref="System.Net.Sockets.SocketException">The address is not one of this server's.</exception>
    internal void Listen(IPAddress address, string transferId)
    {
        TransferId = transferId;
        _receiver = new ImageReceiver(Memory, address, transferId, Spec.Name);
        SetState(VmState.Incoming);
        _ = ReceiveAsync(_receiver);
    }

    public async Task StartTransferAsync(TransferTarget target, TransferOptions options, CancellationToken cancellationToken)
    {
        ThrowUnless(State == VmState.Running, "start a transfer of");
        if (_sender is { IsOver: false })
        {
            throw new HostAgentException(
                HostAgentErrorCode.WrongState,
                $"VM {Spec.Name} is being transferred already ({TransferId}); cancel that first.");
        }

        var sender = new ImageSender(Memory, Spec.Name, target, options, _time, OnTransferChanged);
        try
        {
            await sender.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is HostAgentException or OperationCanceledException)
        {
            sender.Dispose();
            throw;
        }

        _sender?.Dispose();
        _sender = sender;
        TransferId = target.TransferId;
    }

    public async Task<StopReport> StopAsync(CancellationToken cancellationToken)
    {
        if (State == VmState.Paused && _stopped is { } earlier)
        {
            return earlier;
        }

        ThrowUnless(State == VmState.Running, "stop");

        // The guest's thread ends within a millisecond or two; no caller's thread is held for that.
        var report = new StopReport(await Task.Run(_guest.Stop, CancellationToken.None));
        _stopped = report;
        _sender?.NotifyStopped();
        SetState(VmState.Paused);
        return report;
    }

    public async Task<FinishReport> FinishTransferAsync(CancellationToken cancellationToken)
    {
        ImageSender sender = _sender
            ?? throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM {Spec.Name} has no transfer to finish.");
        ThrowUnless(State == VmState.Paused || sender.IsOver, "finish the transfer (stop it first) of");
        return await sender.FinishAsync().WaitAsync(cancellationToken);
    }

    public Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        if (State == VmState.Running && _running is { } earlier)
        {
            return Task.FromResult(earlier);
        }

        bool hasMoved = State == VmState.Incoming;
        ThrowUnless(hasMoved || State == VmState.Paused, "run");
        if (hasMoved && _receiver?.Complete.IsCompletedSuccessfully != true)
        {
            throw new HostAgentException(
                HostAgentErrorCode.WrongState,
                $"VM {Spec.Name} has not received its whole memory image (transfer {TransferId}); finish the transfer at the source first.");
        }

        if (_sender is { IsFinishing: true, IsOver: false })
        {
            throw new HostAgentException(
                HostAgentErrorCode.WrongState,
                $"The last pages of VM {Spec.Name} are being sent (transfer {TransferId}); cancel the transfer first.");
        }

        _sender?.NotifyResumed();
        var report = new RunReport(_guest.Start(hasMoved));
        _running = report;
        SetState(VmState.Running);
        return Task.FromResult(report);
    }

    public async Task CancelTransferAsync(CancellationToken cancellationToken)
    {
        if (_sender is { IsOver: false } sender)
        {
            await sender.CancelAsync().WaitAsync(cancellationToken);
        }
    }

    /// <remarks>The guest is this process.</remarks>
    public ValueTask<bool> DetachAsync() => ValueTask.FromResult(false);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        if (_sender is { } sender)
        {
            await sender.CancelAsync();
            sender.Dispose();
        }

        await Task.Run(_guest.Stop);
        _receiver?.Dispose();
        _nic.Dispose();
    }

    private async Task ReceiveAsync(ImageReceiver receiver)
    {
        await receiver.RunAsync();
        try
        {
            await receiver.Complete;
        }
        catch (IOException e)
        {
            Fail($"{e.Message} before the whole memory image (transfer {TransferId}) was here");
        }
    }

    private void OnTransferChanged(TransferProgress progress)
    {
        if (progress.Phase == TransferPhase.Failed)
        {
            _logger.TransferBroken(Spec.Name, progress.TransferId, progress.Error ?? "");
        }

        TransferChanged?.Invoke(this, progress);
    }

    private void Fail(string reason)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }
        }

        FailureReason = $"{reason}. Destroy the VM and create it again.";
        _logger.MachineFailed(Spec.Name, FailureReason);
        SetState(VmState.Failed);
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
}
