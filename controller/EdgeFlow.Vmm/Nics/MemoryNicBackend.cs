using System.Collections.Concurrent;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Nics;

/// <summary>A NIC without an operating system: frames wait in memory, and what the guest sends goes to a callback.</summary>
/// <remarks>
/// <b>Threads:</b> <see cref="Deliver"/> from any; <see cref="FrameSent"/> runs on the guest's thread. The queue is bounded like a
/// tap's and, like it, refuses the newest frame when full.
/// </remarks>
public sealed class MemoryNicBackend : INicBackend
{
    /// <summary>Frames that wait at most.</summary>
    public const int QueueLength = 10_000;

    private readonly BlockingCollection<byte[]> _toGuest = new(QueueLength);
    private readonly TimeProvider _time;
    private long _framesToGuest;
    private long _framesFromGuest;
    private long _framesDropped;
    private volatile bool _isOpen;

    public MemoryNicBackend(string interfaceName, TimeProvider time)
    {
        InterfaceName = interfaceName;
        _time = time;
    }

    /// <summary>Takes one frame that the guest sent.</summary>
    public delegate void FrameHandler(ReadOnlySpan<byte> frame);

    public string InterfaceName { get; }

    /// <summary>Where the guest's frames go; null: they are lost. Set before the guest runs.</summary>
    public FrameHandler? FrameSent { get; set; }

    /// <summary>Gives a frame to the guest, now or when it runs; the bytes are copied.</summary>
    /// <returns>False if the NIC is not open or its queue is full.</returns>
    public bool Deliver(ReadOnlySpan<byte> frame)
    {
        if (_isOpen && _toGuest.TryAdd(frame.ToArray()))
        {
            return true;
        }

        Interlocked.Increment(ref _framesDropped);
        return false;
    }

    public IVirtualNic Open()
    {
        _isOpen = true;
        return new Nic(this);
    }

    public NicCounters ReadCounters() => new(
        Interlocked.Read(ref _framesToGuest),
        Interlocked.Read(ref _framesFromGuest),
        Interlocked.Read(ref _framesDropped),
        _time.GetUtcNow());

    /// <summary>Takes the link down. The collection itself holds no resource that must be freed while a thread may still deliver.</summary>
    public void Dispose() => _isOpen = false;

    private sealed class Nic(MemoryNicBackend backend) : IVirtualNic
    {
        public int Receive(Span<byte> buffer, int timeoutMilliseconds)
        {
            if (!backend._toGuest.TryTake(out byte[]? frame, timeoutMilliseconds))
            {
                return 0;
            }

            Interlocked.Increment(ref backend._framesToGuest);
            int length = Math.Min(frame.Length, buffer.Length);
            frame.AsSpan(0, length).CopyTo(buffer);
            return length;
        }

        public bool Send(ReadOnlySpan<byte> frame)
        {
            FrameHandler? handler = backend.FrameSent;
            if (!backend._isOpen || handler is null)
            {
                return false;
            }

            Interlocked.Increment(ref backend._framesFromGuest);
            handler(frame);
            return true;
        }

        public void Dispose() => backend._isOpen = false;
    }
}
