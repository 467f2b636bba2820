using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Counters of one port. All ones = not counted.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5.6, 112 bytes: port_no, pad, then twelve 64-bit counters in the order of the properties,
/// duration_sec, duration_nsec.
/// </remarks>
public readonly record struct PortStats : IWireRecord<PortStats>
{
    public static int Size => 112;

    public uint PortNumber { get; init; }
    public ulong ReceivedPackets { get; init; }
    public ulong TransmittedPackets { get; init; }
    public ulong ReceivedBytes { get; init; }
    public ulong TransmittedBytes { get; init; }
    public ulong ReceiveDropped { get; init; }
    public ulong TransmitDropped { get; init; }

    /// <summary>The sum of the errors below and any others.</summary>
    public ulong ReceiveErrors { get; init; }

    public ulong TransmitErrors { get; init; }
    public ulong ReceiveFrameErrors { get; init; }
    public ulong ReceiveOverrunErrors { get; init; }
    public ulong ReceiveCrcErrors { get; init; }
    public ulong Collisions { get; init; }
    public uint DurationSeconds { get; init; }

    /// <summary>Below 10^9, beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public static PortStats Read(ReadOnlySpan<byte> bytes) => new()
    {
        PortNumber = BinaryPrimitives.ReadUInt32BigEndian(bytes),
        ReceivedPackets = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        TransmittedPackets = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
        ReceivedBytes = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
        TransmittedBytes = BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]),
        ReceiveDropped = BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]),
        TransmitDropped = BinaryPrimitives.ReadUInt64BigEndian(bytes[48..]),
        ReceiveErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[56..]),
        TransmitErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[64..]),
        ReceiveFrameErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[72..]),
        ReceiveOverrunErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[80..]),
        ReceiveCrcErrors = BinaryPrimitives.ReadUInt64BigEndian(bytes[88..]),
        Collisions = BinaryPrimitives.ReadUInt64BigEndian(bytes[96..]),
        DurationSeconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[104..]),
        DurationNanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[108..]),
    };

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, PortNumber);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ReceivedPackets);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], TransmittedPackets);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], ReceivedBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination[32..], TransmittedBytes);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], ReceiveDropped);
        BinaryPrimitives.WriteUInt64BigEndian(destination[48..], TransmitDropped);
        BinaryPrimitives.WriteUInt64BigEndian(destination[56..], ReceiveErrors);
        BinaryPrimitives.WriteUInt64BigEndian(destination[64..], TransmitErrors);
        BinaryPrimitives.WriteUInt64BigEndian(destination[72..], ReceiveFrameErrors);
        BinaryPrimitives.WriteUInt64BigEndian(destination[80..], ReceiveOverrunErrors);
        BinaryPrimitives.WriteUInt64BigEndian(destination[88..], ReceiveCrcErrors);
        BinaryPrimitives.WriteUInt64BigEndian(destination[96..], Collisions);
        BinaryPrimitives.WriteUInt32BigEndian(destination[104..], DurationSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[108..], DurationNanoseconds);
    }
}
