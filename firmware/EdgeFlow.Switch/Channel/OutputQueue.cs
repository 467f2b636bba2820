using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace EdgeFlow.Switch.Channel;

/// <summary>Bytes on their way to one peer: whole messages in, batches out.</summary>
/// <remarks>
/// Replies are always taken; whoever causes them waits at <see cref="WaitForRoomAsync"/> before causing more, so a peer that does not
/// read is no longer read from. Events, which nobody can hold back, are dropped while more than <see cref="EventLimit"/> bytes wait.
/// <b>Threads:</b> any number of writers, one sender.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing; writers may come after the end.")]
internal sealed class OutputQueue
{
    /// <summary>Bytes waiting above which events are dropped.</summary>
    public const int EventLimit = 1 << 20;

    private const int RoomLimit = 1 << 20;
    private const int KeptCapacity = 1 << 20;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _hasData = new(0, 1);
    private ArrayBufferWriter<byte> _pending = new(4096);
    private ArrayBufferWriter<byte> _sending = new(4096);
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private int _sendingCount;

    /// <summary>Events that the peer was not told because it reads too slowly.</summary>
    public ulong DroppedEvents { get; private set; }

    /// <summary>Whether everything was handed to the system.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _pending.WrittenCount + _sendingCount == 0;
            }
        }
    }

    /// <summary>Appends replies: one or more whole messages.</summary>
    public void Append(ReadOnlySpan<byte> messages)
    {
        if (messages.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            _pending.Write(messages);
            Signal();
        }
    }

    /// <summary>Appends an event, unless too much waits already.</summary>
    public bool TryAppendEvent(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            if (_pending.WrittenCount + _sendingCount > EventLimit)
            {
                DroppedEvents++;
                return false;
            }

            _pending.Write(message);
            Signal();
            return true;
        }
    }

    /// <summary>Waits until replies may be caused again.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken stop)
    {
        Task room;
        lock (_lock)
        {
            if (_pending.WrittenCount + _sendingCount <= RoomLimit)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
        }

        return new ValueTask(room.WaitAsync(stop));
    }

    /// <summary>Completes when everything was handed to the system.</summary>
    public Task WaitUntilEmptyAsync()
    {
        lock (_lock)
        {
            if (_pending.WrittenCount + _sendingCount == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Sends until cancelled or the stream breaks.</summary>
    /// <param name="progress">Called whenever the peer's side took bytes.</param>
    public async Task SendAsync(Stream stream, Action progress, CancellationToken stop)
    {
        while (true)
        {
            await _hasData.WaitAsync(stop).ConfigureAwait(false);
            ReadOnlyMemory<byte> batch;
            lock (_lock)
            {
                (_pending, _sending) = (_sending, _pending);
                _sendingCount = _sending.WrittenCount;
                batch = _sending.WrittenMemory;
            }

            const int Chunk = 256 * 1024; // so that progress is seen while a long reply goes to a slow reader
            for (; batch.Length > 0; batch = batch[Math.Min(Chunk, batch.Length)..])
            {
                await stream.WriteAsync(batch[..Math.Min(Chunk, batch.Length)], stop).ConfigureAwait(false);
                progress();
            }

            lock (_lock)
            {
                _sendingCount = 0;
                _sending.ResetWrittenCount();
                if (_sending.Capacity > KeptCapacity)
                {
                    _sending = new ArrayBufferWriter<byte>(4096);
                }

                if (_room is not null && _pending.WrittenCount <= RoomLimit)
                {
                    _room.SetResult();
                    _room = null;
                }

                if (_pending.WrittenCount == 0)
                {
                    _empty?.TrySetResult();
                }
            }
        }
    }

    private void Signal()
    {
        if (_hasData.CurrentCount == 0)
        {
            _hasData.Release();
        }
    }
}
