namespace EdgeFlow.Hal.Buffers;

/// <summary>A first-in first-out queue of frame copies with a fixed number of slots; no thread safety of its own.</summary>
/// <remarks>A slot's buffer is allocated when first used, grown to the next power of two when a longer frame comes, and kept: in
/// the steady state nothing is allocated.</remarks>
internal sealed class FrameRing
{
    private const int SmallestBuffer = 256;

    private readonly Slot[] _slots;
    private int _head;

    public FrameRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _slots = new Slot[capacity];
    }

    public int Capacity => _slots.Length;

    public int Count { get; private set; }

    /// <summary>Sum of the queued frames' lengths in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Appends a copy.</summary>
    /// <param name="timestamp">Kept with the frame, see <see cref="OldestTimestamp"/>.</param>
    /// <returns>False: full.</returns>
    public bool TryAdd(ReadOnlySpan<byte> frame, long timestamp)
    {
        if (Count == _slots.Length)
        {
            return false;
        }

        int tail = _head + Count;
        ref Slot slot = ref _slots[tail >= _slots.Length ? tail - _slots.Length : tail];
        if (slot.Buffer is null || slot.Buffer.Length < frame.Length)
        {
            slot.Buffer = new byte[Math.Max(SmallestBuffer, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)frame.Length))];
        }

        frame.CopyTo(slot.Buffer);
        slot.Length = frame.Length;
        slot.Timestamp = timestamp;
        Count++;
        Bytes += frame.Length;
        return true;
    }

    /// <summary>The oldest frame; valid until <see cref="Drop"/>. The ring must not be empty.</summary>
    public ReadOnlySpan<byte> Peek() => _slots[_head].Buffer.AsSpan(0, _slots[_head].Length);

    /// <summary>What the oldest frame was added with. The ring must not be empty.</summary>
    public long OldestTimestamp => _slots[_head].Timestamp;

    /// <summary>Removes the oldest frame. The ring must not be empty.</summary>
    public void Drop()
    {
        Bytes -= _slots[_head].Length;
        _head = _head + 1 == _slots.Length ? 0 : _head + 1;
        Count--;
    }

    private struct Slot
    {
        public byte[]? Buffer;
        public int Length;
        public long Timestamp;
    }
}
