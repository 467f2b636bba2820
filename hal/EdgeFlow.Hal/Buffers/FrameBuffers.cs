namespace EdgeFlow.Hal.Buffers;

/// <summary>Frames held for packet-ins until a packet-out or flow-mod names their buffer id (OpenFlow 1.3.5 §6.1.2, §7.4.1).</summary>
/// <remarks>
/// Bounded by count, bytes and age. A held frame is never overwritten before its time: when all slots are taken the packet-in carries the whole
/// frame instead. An id is used once; it holds the slot and a count of the slot's uses, so that an id of an earlier frame is not mistaken for
/// the present one. Slots form a list by age, so that expiry looks at the oldest only.
/// <b>Threads:</b> the holder of the datapath's gate. <b>Cost:</b> O(1); nothing allocated once each slot has been used.
/// </remarks>
internal sealed class FrameBuffers
{
    private const int None = -1;
    private const int RetainedBytes = 2048;

    private readonly Slot[] _slots;
    private readonly int[] _free;
    private readonly int _indexBits;
    private readonly long _maxBytes;
    private readonly long _maxAge;
    private int _freeCount;
    private int _oldest = None;
    private int _newest = None;

    /// <param name="count">A power of two, or 0.</param>
    /// <param name="maxAge">In timestamp ticks.</param>
    public FrameBuffers(int count, long maxBytes, long maxAge)
    {
        if (count < 0 || (count & (count - 1)) != 0 || count > 1 << 20)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "Give 0 or a power of two up to 1048576.");
        }

        _slots = new Slot[count];
        _free = new int[count];
        _indexBits = count == 0 ? 0 : System.Numerics.BitOperations.Log2((uint)count);
        _maxBytes = maxBytes;
        _maxAge = maxAge;
        for (int i = count - 1; i >= 0; i--)
        {
            _free[_freeCount++] = i;
        }
    }

    public int Capacity => _slots.Length;

    public int Count => _slots.Length - _freeCount;

    public long Bytes { get; private set; }

    /// <summary>Frames that were dropped because nobody asked for them in time.</summary>
    public ulong Expired { get; private set; }

    /// <summary>Keeps a copy of a frame.</summary>
    /// <returns>False: no room; send the whole frame.</returns>
    public bool TryHold(ReadOnlySpan<byte> frame, uint inPort, long now, out uint bufferId)
    {
        Expire(now);
        if (_freeCount == 0 || Bytes + frame.Length > _maxBytes)
        {
            bufferId = 0;
            return false;
        }

        int index = _free[--_freeCount];
        ref Slot slot = ref _slots[index];
        if (slot.Frame is null || slot.Frame.Length < frame.Length)
        {
            slot.Frame = new byte[Math.Max(RetainedBytes, frame.Length)];
        }

        frame.CopyTo(slot.Frame);
        slot.Length = frame.Length;
        slot.InPort = inPort;
        slot.Held = now;
        slot.IsHeld = true;
        slot.Uses++;
        slot.Older = _newest;
        slot.Newer = None;
        if (_newest == None)
        {
            _oldest = index;
        }
        else
        {
            _slots[_newest].Newer = index;
        }

        _newest = index;
        Bytes += frame.Length;
        bufferId = IdOf(index);
        return true;
    }

    /// <summary>Takes a frame out; it is forgotten on the next call of <see cref="TryHold"/>.</summary>
    /// <returns>False: never held, taken already, or expired.</returns>
    public bool TryTake(uint bufferId, long now, out ReadOnlySpan<byte> frame, out uint inPort)
    {
        Expire(now);
        if (!Contains(bufferId))
        {
            frame = default;
            inPort = 0;
            return false;
        }

        int index = (int)(bufferId & (uint)(_slots.Length - 1));
        frame = _slots[index].Frame.AsSpan(0, _slots[index].Length);
        inPort = _slots[index].InPort;
        Release(index);
        return true;
    }

    /// <summary>Whether a frame could be taken; expiry as of the last call that had a time.</summary>
    public bool Contains(uint bufferId)
    {
        int index = (int)(bufferId & (uint)(_slots.Length - 1));
        return _slots.Length != 0 && _slots[index].IsHeld && IdOf(index) == bufferId;
    }

    /// <summary>Drops the frames that are too old.</summary>
    public void Expire(long now)
    {
        while (_oldest != None && now - _slots[_oldest].Held > _maxAge)
        {
            Expired++;
            Release(_oldest);
        }
    }

    // The top bit stays clear, so that no id is OFP_NO_BUFFER.
    private uint IdOf(int index) => ((_slots[index].Uses << _indexBits) | (uint)index) & 0x7fff_ffff;

    private void Release(int index)
    {
        ref Slot slot = ref _slots[index];
        slot.IsHeld = false;
        Bytes -= slot.Length;
        if (slot.Frame!.Length > RetainedBytes) // a held slot has a frame; large ones are rare and not kept
        {
            slot.Frame = null;
        }

        if (slot.Older == None)
        {
            _oldest = slot.Newer;
        }
        else
        {
            _slots[slot.Older].Newer = slot.Newer;
        }

        if (slot.Newer == None)
        {
            _newest = slot.Older;
        }
        else
        {
            _slots[slot.Newer].Older = slot.Older;
        }

        _free[_freeCount++] = index;
    }

    private struct Slot
    {
        public byte[]? Frame;
        public long Held;
        public int Length;
        public int Older;
        public int Newer;
        public uint Uses;
        public uint InPort;
        public bool IsHeld;
    }
}
