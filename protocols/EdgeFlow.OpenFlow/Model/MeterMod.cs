using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>A meter-mod: adds, modifies or deletes a meter. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4; offsets in <see cref="Messages.MeterModReader"/>.</remarks>
public sealed record MeterMod
{
    private readonly EquatableArray<MeterBand> _bands;

    public MeterModCommand Command { get; init; }
    public MeterFlags Flags { get; init; }
    public uint MeterId { get; init; }

    public ImmutableArray<MeterBand> Bands
    {
        get => _bands.Array;
        init => _bands = new EquatableArray<MeterBand>(value);
    }

    /// <summary>Copies a meter-mod.</summary>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN or METER_MOD_FAILED/BAD_BAND: the bands break the format.</exception>
    public static MeterMod Read(in Messages.MeterModReader reader)
    {
        var bands = ImmutableArray.CreateBuilder<MeterBand>();
        foreach (MeterBandTlv band in reader.Bands)
        {
            bands.Add(MeterBand.Read(band));
        }

        return new MeterMod
        {
            Command = reader.Command,
            Flags = reader.Flags,
            MeterId = reader.MeterId,
            Bands = bands.DrainToImmutable(),
        };
    }

    /// <summary>Writes the message.</summary>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public void Write(IBufferWriter<byte> output, uint xid)
    {
        int length = Messages.MeterModReader.MinLength + Bands.Length * MeterBand.WireLength;
        Span<byte> message = WireMessage.Begin(output, OfpType.MeterMod, xid, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)Command);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], (ushort)Flags);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], MeterId);
        int offset = Messages.MeterModReader.MinLength;
        foreach (MeterBand band in Bands)
        {
            band.Write(message[offset..]);
            offset += MeterBand.WireLength;
        }

        output.Advance(length);
    }
}
