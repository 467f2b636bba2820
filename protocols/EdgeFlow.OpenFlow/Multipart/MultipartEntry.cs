using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>One entry of a GROUP, GROUP_DESC, METER or METER_CONFIG reply in place. Each property is meant for the types that its comment names.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9-10 and §7.3.5.12-13.</remarks>
public readonly ref struct MultipartEntry
{
    internal MultipartEntry(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
    }

    /// <summary>The whole entry with its length field.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>GROUP.</summary>
    public GroupStatsHeader Group => GroupStatsHeader.Read(Bytes);

    /// <summary>METER.</summary>
    public MeterStatsHeader Meter => MeterStatsHeader.Read(Bytes);

    /// <summary>GROUP: per bucket; METER: per band.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not a whole number of counters.</exception>
    public WireRecordReader<ByteAndPacketCount> Counts => new(Bytes[40..]);

    /// <summary>GROUP_DESC: the group; METER_CONFIG: the meter.</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>GROUP_DESC.</summary>
    public GroupType GroupType => (GroupType)Bytes[2];

    /// <summary>GROUP_DESC.</summary>
    public BucketReader Buckets => new(Bytes[8..]);

    /// <summary>METER_CONFIG.</summary>
    public MeterFlags MeterFlags => (MeterFlags)BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]);

    /// <summary>METER_CONFIG.</summary>
    public MeterBandReader Bands => new(Bytes[8..]);
}
