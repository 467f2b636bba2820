using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>Whether the guest runs, and since when: what QEMU's events and the orders given to it say together.</summary>
/// <remarks>Failed is final. <b>Threads:</b> any; <see cref="Changed"/> is raised on the thread that changed it, without the lock.</remarks>
internal sealed class QemuGuestState(string vm, TimeProvider time)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private DateTimeOffset? _stoppedAt;
    private DateTimeOffset? _runningAt;
    private bool _isStopOrdered;
    private bool _hasStoppedByItself;

    internal event Action? Changed;

    internal VmState Current { get; private set; } = VmState.Starting;

    /// <summary>When QEMU last told of a stop, UTC; now if it never did.</summary>
    internal DateTimeOffset StoppedAt
    {
        get
        {
            lock (_gate)
            {
                return _stoppedAt ?? time.GetUtcNow();
            }
        }
    }

    /// <summary>When QEMU last told of a run, UTC; now if it never did.</summary>
    internal DateTimeOffset RunningAt
    {
        get
        {
            lock (_gate)
            {
                return _runningAt ?? time.GetUtcNow();
            }
        }
    }

    internal void Set(VmState state)
    {
        lock (_gate)
        {
            if (Current == VmState.Failed || Current == state)
            {
                return;
            }

            Current = state;
        }

        Changed?.Invoke();
    }

    /// <summary>A stop is about to be ordered: the next one is not QEMU's own.</summary>
    internal void NoteStopOrdered() => SetStopOrdered(true);

    /// <summary>A run is about to be ordered.</summary>
    internal void NoteRunOrdered() => SetStopOrdered(false);

    /// <summary>QEMU tells of a stop.</summary>
    /// <param name="isTransferring">QEMU stops a guest by itself only at the end of a transfer.</param>
    internal void OnStopped(DateTimeOffset at, bool isTransferring)
    {
        lock (_gate)
        {
            _stoppedAt = at;
            _hasStoppedByItself |= !_isStopOrdered && isTransferring;
        }

        Set(VmState.Paused);
    }

    /// <summary>QEMU tells of a run.</summary>
    internal void OnRunning(DateTimeOffset at)
    {
        lock (_gate)
        {
            _runningAt = at;
        }

        Set(VmState.Running);
    }

    /// <summary>Whether QEMU stopped the guest without an order since this was last asked.</summary>
    internal bool TakeHasStoppedByItself()
    {
        lock (_gate)
        {
            bool has = _hasStoppedByItself;
            _hasStoppedByItself = false;
            return has;
        }
    }

    /// <summary>
    /// QEMU tells of the stop before it answers the order, unless it was just stopping its guest by itself at the end of a transfer: then it answers
    /// at once, and tells when the guest's processor stands still.
    /// </summary>
    /// <exception cref="HostAgentException">VmmFailed: it still runs after five seconds.</exception>
    internal async Task WaitUntilStoppedAsync(CancellationToken cancellationToken)
    {
        long answered = time.GetTimestamp();
        while (Current == VmState.Running)
        {
            if (time.GetElapsedTime(answered) > s_longestStop)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.VmmFailed,
                    $"VM {vm}: QEMU took the order to stop, yet the guest still runs after {s_longestStop.TotalSeconds:F0} s; destroy the VM if that stays so.");
            }

            await Task.Delay(s_pollInterval, time, cancellationToken);
        }
    }

    private void SetStopOrdered(bool isOrdered)
    {
        lock (_gate)
        {
            _isStopOrdered = isOrdered;
        }
    }
}
