using EdgeFlow.Hal.Buffers;

namespace EdgeFlow.Hal.Ports;

/// <summary>One end of an <see cref="InMemoryLink"/>.</summary>
/// <remarks>
/// <b>Threads:</b> any number of senders, one receiver. A monitor guards each direction: this is a simulation, not a packet path.
/// <b>Cost:</b> a slot's buffer is allocated when first used and reused from then on.
/// </remarks>
public sealed class InMemoryLinkEnd
{
    private readonly InMemoryLink _link;
    private readonly FrameRing _received;
    private readonly object _lock = new();
    private PortCounters _counters;
    private Action? _framesWaiting;
    private Action? _stateChanged;

    internal InMemoryLinkEnd(InMemoryLink link, string device, int capacity)
    {
        _link = link;
        Device = device;
        _received = new FrameRing(capacity);
    }

    /// <summary>Name of the device that this end looks like.</summary>
    public string Device { get; }

    public bool IsUp => _link.IsUp;

    internal InMemoryLinkEnd Peer { get; set; } = null!; // set by the link's constructor

    /// <summary>Calls <paramref name="framesWaiting"/> on the sender's thread whenever a frame arrives at this end while its queue
    /// was empty; it must not block. One listener; null takes it away.</summary>
    public void Listen(Action? framesWaiting)
    {
        lock (_lock)
        {
            _framesWaiting = framesWaiting;
            if (_received.Count == 0)
            {
                return;
            }
        }

        framesWaiting?.Invoke();
    }

    /// <summary>Calls <paramref name="stateChanged"/> on the thread that changes <see cref="InMemoryLink.IsUp"/>. One listener; null takes it away.</summary>
    public void ListenState(Action? stateChanged) => Volatile.Write(ref _stateChanged, stateChanged);

    /// <summary>Sends a copy of a frame to the other end.</summary>
    /// <returns>False if the link is down or the other end's queue is full; then it is counted as a transmit drop here.</returns>
    public bool Send(ReadOnlySpan<byte> frame)
    {
        bool isSent = IsUp && Peer.Deliver(frame);
        lock (_lock)
        {
            if (isSent)
            {
                _counters.TxPackets++;
                _counters.TxBytes += (ulong)frame.Length;
            }
            else
            {
                _counters.TxDropped++;
            }
        }

        return isSent;
    }

    /// <summary>Takes the oldest received frame.</summary>
    /// <returns>Its bytes, or 0: none waits.</returns>
    /// <exception cref="ArgumentException">The buffer is shorter than the frame, which stays queued.</exception>
    public int Receive(Span<byte> buffer)
    {
        lock (_lock)
        {
            if (_received.Count == 0)
            {
                return 0;
            }

            ReadOnlySpan<byte> frame = _received.Peek();
            int length = frame.Length;
            frame.CopyTo(buffer);
            _received.Drop();
            _counters.RxPackets++;
            _counters.RxBytes += (ulong)length;
            return length;
        }
    }

    /// <summary>Waits until a frame can be received.</summary>
    /// <returns>False after <paramref name="timeout"/>.</returns>
    public bool WaitToReceive(TimeSpan timeout)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            while (_received.Count == 0)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_lock, (int)Math.Min(left, int.MaxValue)))
                {
                    return _received.Count != 0;
                }
            }

            return true;
        }
    }

    public void ReadCounters(out PortCounters counters)
    {
        lock (_lock)
        {
            counters = _counters;
        }
    }

    internal void RaiseStateChanged() => Volatile.Read(ref _stateChanged)?.Invoke();

    private bool Deliver(ReadOnlySpan<byte> frame)
    {
        Action? framesWaiting = null;
        lock (_lock)
        {
            bool wasEmpty = _received.Count == 0;
            if (!_received.TryAdd(frame, timestamp: 0))
            {
                _counters.RxDropped++;
                return false;
            }

            if (wasEmpty)
            {
                framesWaiting = _framesWaiting;
                Monitor.PulseAll(_lock);
            }
        }

        framesWaiting?.Invoke();
        return true;
    }
}
