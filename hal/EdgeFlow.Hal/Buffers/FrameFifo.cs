using System.Buffers.Binary;

namespace EdgeFlow.Hal.Buffers;

/// <summary>A first-in first-out queue of frame copies in one piece of memory of fixed size; no thread safety of its own.</summary>
/// <remarks>
/// <code>
/// length 4 | frame, padded to 4 | length 4 | frame ... | -1 (the rest is not used, go on at 0)
/// </code>
/// A frame never wraps, so that it can be read in place. The memory is taken when the first frame comes and kept.
/// </remarks>
/// <param name="capacity">Bytes, heads and padding included; a multiple of 4.</param>
internal sealed class FrameFifo(int capacity)
{
    private const int HeadSize = 4;
    private const int Skip = -1;

    private byte[] _bytes = [];
    private int _head;
    private int _tail;
    private int _used;

    public int Count { get; private set; }

    /// <summary>Appends a copy.</summary>
    /// <returns>False: no room.</returns>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        int size = (HeadSize + frame.Length + 3) & ~3;
        int skipped = size <= capacity - _tail ? 0 : capacity - _tail;
        if (_used + skipped + size > capacity)
        {
            return false;
        }

        if (_bytes.Length == 0)
        {
            _bytes = new byte[capacity];
        }

        if (skipped != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_tail), Skip);
            _tail = 0;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_tail), frame.Length);
        frame.CopyTo(_bytes.AsSpan(_tail + HeadSize));
        _tail = _tail + size == capacity ? 0 : _tail + size;
        _used += skipped + size;
        Count++;
        return true;
    }

    /// <summary>The oldest frame; valid until <see cref="Drop"/>. The queue must not be empty.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_head)) == Skip)
        {
            _used -= capacity - _head;
            _head = 0;
        }

        return _bytes.AsSpan(_head + HeadSize, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_head)));
    }

    /// <summary>Removes the oldest frame. The queue must not be empty.</summary>
    public void Drop()
    {
        int size = (HeadSize + Peek().Length + 3) & ~3;
        _head = _head + size == capacity ? 0 : _head + size;
        _used -= size;
        if (--Count == 0)
        {
            _head = _tail = _used = 0; // a frame as long as the whole memory fits again
        }
    }
}
