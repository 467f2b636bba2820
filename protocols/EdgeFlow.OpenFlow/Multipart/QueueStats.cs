using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one queue. All ones = not counted.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.8: port_no u32, queue_id u32, tx_bytes u64, tx_packets u64, tx_errors u64, duration_sec u32, duration_nsec u32.
/// </remarks>
public readonly record struct QueueStats : IWireRecord<QueueStats>
{
    public static int Size => 40;

    public uint PortNumber { get; init; }
    public uint QueueId { get; init; }
    public ulong TransmittedBytes { get; init; }
    public ulong TransmittedPackets { get; init; }

    /// <summary>Frames dropped because the queue overran.</summary>
    public ulong TransmitErrors { get; init; }

    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public static QueueStats Read(ReadOnlySpan<byte> bytes) => new()
    {
        PortNumber = BinaryPrimitives.ReadUInt32BigEndian(bytes),
        QueueId = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        TransmittedBytes = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        TransmittedPackets = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        TransmitErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        DurationSeconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        DurationNanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
    };

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, PortNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], QueueId);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], TransmittedBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], TransmittedPackets);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], TransmitErrors);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], DurationNanoseconds);
    }
}
