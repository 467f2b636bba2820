namespace EdgeFlow.Hal.Tables;

/// <summary>Packets and bytes that hit a flow entry; an entry that replaces another takes over its counters.</summary>
/// <remarks><b>Threads:</b> one counts, any may read; a reader may see a packet counted whose bytes are not yet.</remarks>
public sealed class FlowCounters
{
    private long _packets;
    private long _bytes;

    public ulong Packets => (ulong)Volatile.Read(ref _packets);

    /// <summary>Bytes on the wire without FCS.</summary>
    public ulong Bytes => (ulong)Volatile.Read(ref _bytes);

    /// <param name="packets">0 if they are not counted.</param>
    /// <param name="bytes">Without FCS; 0 if they are not counted.</param>
    public void Count(int packets, int bytes)
    {
        Volatile.Write(ref _packets, _packets + packets);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    /// <summary>Takes a reset back; while nobody counts.</summary>
    internal void Restore(ulong packets, ulong bytes)
    {
        Volatile.Write(ref _packets, (long)packets);
        Volatile.Write(ref _bytes, (long)bytes);
    }

    /// <summary>Sets both to 0, for a modify with RESET_COUNTS; a packet counted at the same instant may be lost or survive.</summary>
    public void Reset()
    {
        Volatile.Write(ref _packets, 0);
        Volatile.Write(ref _bytes, 0);
    }
}
