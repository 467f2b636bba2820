using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeFlow.Hal.Pipeline;

namespace EdgeFlow.Switch.Events;

/// <summary>Carries packet-ins from the packet thread to the thread that tells the controllers: a ring of bytes, allocated once.</summary>
/// <remarks>
/// Positions only grow; the ring's length is a power of two. A record is its <see cref="PacketInRecord"/> and the frame's bytes, padded to
/// eight, never split: where it does not fit before the end, a word of -1 in place of its length sends the reader to the start.
/// The writer publishes a record by moving <c>_written</c>, the reader frees it by moving <c>_read</c>; neither waits for the other.
/// A record that finds no room is dropped and counted.
/// <b>Threads:</b> one writer at a time (the holder of the datapath's gate), one reader.
/// </remarks>
internal sealed class PacketInRing
{
    private const int Wrap = -1;
    private const int LengthSize = 8;

    private static readonly int s_recordSize = Unsafe.SizeOf<PacketInRecord>();

    private readonly byte[] _bytes;
    private readonly int _mask;
    private long _written;
    private long _read;
    private long _dropped;

    /// <param name="size">Bytes; a power of two that holds the longest frame several times.</param>
    public PacketInRing(int size)
    {
        _bytes = GC.AllocateArray<byte>(size, pinned: true);
        _mask = size - 1;
    }

    /// <summary>Packet-ins that found no room.</summary>
    public ulong Dropped => (ulong)Volatile.Read(ref _dropped);

    public bool IsEmpty => Volatile.Read(ref _written) == Volatile.Read(ref _read);

    /// <returns>False: no room.</returns>
    public bool TryWrite(in PacketInEvent packetIn)
    {
        int size = LengthSize + ((s_recordSize + packetIn.Data.Length + 7) & ~7);
        long written = _written;
        int offset = (int)written & _mask;
        int toEnd = _bytes.Length - offset;
        int skipped = size > toEnd ? toEnd : 0;
        if (written + skipped + size - Volatile.Read(ref _read) > _bytes.Length)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return false;
        }

        if (skipped != 0)
        {
            Unsafe.WriteUnaligned(ref _bytes[offset], Wrap);
            offset = 0;
        }

        var record = new PacketInRecord
        {
            Cookie = packetIn.Cookie,
            Metadata = packetIn.Metadata,
            TunnelId = packetIn.TunnelId,
            BufferId = packetIn.BufferId,
            InPort = packetIn.InPort,
            InPhyPort = packetIn.InPhyPort,
            DataLength = packetIn.Data.Length,
            TotalLength = packetIn.TotalLength,
            Reason = packetIn.Reason,
            IsUnmatched = packetIn.IsUnmatched,
            TableId = packetIn.TableId,
        };
        Unsafe.WriteUnaligned(ref _bytes[offset], size);
        MemoryMarshal.Write(_bytes.AsSpan(offset + LengthSize), record);
        packetIn.Data.CopyTo(_bytes.AsSpan(offset + LengthSize + s_recordSize));
        Volatile.Write(ref _written, written + skipped + size);
        return true;
    }

    /// <summary>Looks at the oldest record; it stays until <see cref="Release"/>.</summary>
    public bool TryRead(out PacketInRecord record, out ReadOnlySpan<byte> data)
    {
        record = default;
        data = default;
        if (IsEmpty)
        {
            return false;
        }

        int offset = (int)_read & _mask;
        if (Unsafe.ReadUnaligned<int>(ref _bytes[offset]) == Wrap)
        {
            Volatile.Write(ref _read, _read + _bytes.Length - offset);
            offset = 0;
        }

        record = MemoryMarshal.Read<PacketInRecord>(_bytes.AsSpan(offset + LengthSize));
        data = _bytes.AsSpan(offset + LengthSize + s_recordSize, record.DataLength);
        return true;
    }

    /// <summary>Frees the record that <see cref="TryRead"/> gave.</summary>
    public void Release() => Volatile.Write(ref _read, _read + Unsafe.ReadUnaligned<int>(ref _bytes[(int)_read & _mask]));
}
