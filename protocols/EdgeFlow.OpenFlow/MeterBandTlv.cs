using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>One band of a meter in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.4.4:
/// <code>
/// 0 type   2 len   4 rate   8 burst_size   12 prec_level (DSCP_REMARK) or experimenter id
/// </code>
/// </remarks>
public readonly ref struct MeterBandTlv
{
    internal const int MinLength = 16;

    internal MeterBandTlv(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
    }

    /// <summary>The whole band with its header.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public MeterBandType Type => (MeterBandType)BinaryPrimitives.ReadUInt16BigEndian(Bytes);

    /// <summary>kb/s, or packets/s if the meter has PKTPS.</summary>
    public uint Rate => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>kb, or packets if the meter has PKTPS; counts only if the meter has BURST.</summary>
    public uint BurstSize => BinaryPrimitives.ReadUInt32BigEndian(Bytes[8..]);

    /// <summary>DSCP_REMARK: by how many drop precedence levels.</summary>
    public byte PrecedenceLevel => Bytes[12];

    /// <summary>EXPERIMENTER: whose band it is.</summary>
    public uint Experimenter => BinaryPrimitives.ReadUInt32BigEndian(Bytes[12..]);
}
