using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One band of a meter.</summary>
/// <param name="Type">DROP or DSCP_REMARK; EXPERIMENTER with its id in <paramref name="Argument"/> and no further data.</param>
/// <param name="Rate">kb/s, or packets/s if the meter has PKTPS.</param>
/// <param name="BurstSize">kb, or packets if the meter has PKTPS.</param>
/// <param name="Argument">DSCP_REMARK: by how many drop precedence levels, 0..255; EXPERIMENTER: whose band; else 0.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4; offsets in <see cref="MeterBandTlv"/>.</remarks>
public readonly record struct MeterBand(MeterBandType Type, uint Rate, uint BurstSize = 0, uint Argument = 0)
{
    internal static int WireLength => MeterBandTlv.MinLength;

    internal static MeterBand Read(in MeterBandTlv band) => new(
        band.Type,
        band.Rate,
        band.BurstSize,
        band.Type switch
        {
            MeterBandType.DscpRemark => band.PrecedenceLevel,
            MeterBandType.Experimenter => band.Experimenter,
            _ => 0,
        });

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)WireLength);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], Rate);
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], BurstSize);
        if (Type == MeterBandType.DscpRemark)
        {
            to[12] = (byte)Argument;
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(to[12..], Argument);
        }
    }
}
