using System.Buffers.Binary;
using System.Numerics;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Standalone;

/// <summary>Decides where a frame goes in an ordinary learning switch: which address was last seen behind which port.</summary>
/// <remarks>
/// <para>Addresses are kept per VLAN: the VID of the outermost tag (EtherType 0x8100 or 0x88a8); untagged and priority-tagged frames are VLAN 0.
/// An address counts until it has not been seen for the ageing time; one that shows up behind another port has moved there. The table is bounded:
/// when it is full, the address that was not seen for longest gives way, so that stations that talk stay known.</para>
/// <para><b>Data.</b> One pool of entries, chained by hash, and in one more list by when they were last seen: the head of it is what ages first.
/// Nothing is allocated after the constructor. The hash is seeded, so that a peer cannot choose addresses that all collide.</para>
/// <para><b>Threads:</b> one at a time; in a datapath, the gate's holder. <b>Cost:</b> two look-ups per frame; <see cref="Forget"/> visits every entry.</para>
/// </remarks>
internal sealed class LearningSwitch
{
    /// <summary>The result of <see cref="Decide"/>: to every port but the ingress port.</summary>
    public const uint Flood = uint.MaxValue;

    /// <summary>The result of <see cref="Decide"/>: to a link-local address, which bridges do not forward (IEEE 802.1Q, table 8-1).</summary>
    public const uint LinkLocal = uint.MaxValue - 1;

    private const int None = -1;
    private const ulong GroupBit = 1UL << 40;

    private readonly int[] _heads; // by hash; index + 1, so that cleared means empty
    private readonly Entry[] _entries;
    private readonly long _ageTicks;
    private int _used; // entries that were ever taken since the last Clear
    private int _free = None; // chain of forgotten entries
    private int _oldest = None;
    private int _newest = None;

    /// <param name="capacity">Addresses that are remembered at most; at least 1.</param>
    /// <param name="ageTicks">An address that was not seen for longer is unknown; in ticks of the clock that <see cref="Decide"/> is given.</param>
    public LearningSwitch(int capacity, long ageTicks)
    {
        _entries = new Entry[capacity];
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _ageTicks = ageTicks;
    }

    /// <summary>Addresses in the table; aged ones too, until <see cref="Expire"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Learns where the frame came from and tells where it goes.</summary>
    /// <param name="frame">At least an Ethernet header.</param>
    /// <param name="now">Must not decrease.</param>
    /// <returns>A port number, which may be <paramref name="inPort"/> (then the frame goes nowhere), <see cref="Flood"/> or <see cref="LinkLocal"/>.</returns>
    public uint Decide(uint inPort, ReadOnlySpan<byte> frame, long now)
    {
        ulong destination = BinaryPrimitives.ReadUInt64BigEndian(frame) >> 16;
        if ((destination & ~0xfUL) == 0x0180_c200_0000)
        {
            return LinkLocal;
        }

        ulong source = BinaryPrimitives.ReadUInt64BigEndian(frame[6..]) >> 16;
        ulong vlan = (ulong)ReadVlan(frame) << 48;
        if (source != 0 && (source & GroupBit) == 0)
        {
            Learn(source | vlan, inPort, now);
        }

        if ((destination & GroupBit) != 0)
        {
            return Flood;
        }

        int index = Find(destination | vlan);
        return index != None && now - _entries[index].Seen <= _ageTicks ? _entries[index].Port : Flood;
    }

    /// <summary>Takes aged addresses out; without it they are passed over all the same.</summary>
    public void Expire(long now)
    {
        while (_oldest != None && now - _entries[_oldest].Seen > _ageTicks)
        {
            Remove(_oldest);
        }
    }

    /// <summary>Forgets what was behind a port.</summary>
    public void Forget(uint port)
    {
        for (int index = _oldest; index != None;)
        {
            int next = _entries[index].Newer;
            if (_entries[index].Port == port)
            {
                Remove(index);
            }

            index = next;
        }
    }

    public void Clear()
    {
        Array.Clear(_heads);
        _used = Count = 0;
        _free = _oldest = _newest = None;
    }

    private static int ReadVlan(ReadOnlySpan<byte> frame) =>
        frame.Length >= 16 && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) is 0x8100 or 0x88a8
            ? BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) & 0xfff
            : 0;

    private void Learn(ulong key, uint port, long now)
    {
        int index = Find(key);
        if (index == None)
        {
            index = Take();
            ref int head = ref Head(key);
            _entries[index].Key = key;
            _entries[index].Next = head - 1;
            head = index + 1;
            Append(index);
            Count++;
        }
        else if (index != _newest)
        {
            Unlink(index);
            Append(index);
        }

        _entries[index].Port = port;
        _entries[index].Seen = now;
    }

    private int Find(ulong key)
    {
        int index = Head(key) - 1;
        while (index != None && _entries[index].Key != key)
        {
            index = _entries[index].Next;
        }

        return index;
    }

    private ref int Head(ulong key) =>
        ref _heads[(int)(LaneHash.Finish(LaneHash.Add(LaneHash.Seed, key)) & (uint)(_heads.Length - 1))];

    /// <summary>An entry for a new address.</summary>
    private int Take()
    {
        if (_free == None && _used < _entries.Length)
        {
            return _used++;
        }

        if (_free == None)
        {
            Remove(_oldest);
        }

        int index = _free;
        _free = _entries[index].Next;
        return index;
    }

    private void Remove(int index)
    {
        ref Entry entry = ref _entries[index];
        ref int head = ref Head(entry.Key);
        if (head - 1 == index)
        {
            head = entry.Next + 1;
        }
        else
        {
            int before = head - 1;
            while (_entries[before].Next != index)
            {
                before = _entries[before].Next;
            }

            _entries[before].Next = entry.Next;
        }

        Unlink(index);
        entry.Next = _free;
        _free = index;
        Count--;
    }

    private void Append(int index)
    {
        _entries[index].Older = _newest;
        _entries[index].Newer = None;
        if (_newest == None)
        {
            _oldest = index;
        }
        else
        {
            _entries[_newest].Newer = index;
        }

        _newest = index;
    }

    private void Unlink(int index)
    {
        (int older, int newer) = (_entries[index].Older, _entries[index].Newer);
        if (older == None)
        {
            _oldest = newer;
        }
        else
        {
            _entries[older].Newer = newer;
        }

        if (newer == None)
        {
            _newest = older;
        }
        else
        {
            _entries[newer].Older = older;
        }
    }

    private struct Entry
    {
        /// <summary>VLAN in the upper 16 bits, address in the lower 48.</summary>
        public ulong Key;

        public long Seen;

        public uint Port;

        /// <summary>Next in the chain of the hash, or of free entries.</summary>
        public int Next;

        public int Older;

        public int Newer;
    }
}
