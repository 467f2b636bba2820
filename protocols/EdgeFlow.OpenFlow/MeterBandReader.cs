using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>Walks the bands of a meter in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.4.</remarks>
public ref struct MeterBandReader
{
    private readonly ReadOnlySpan<byte> _bands;
    private int _next;

    /// <param name="bands">Exactly the list; nothing follows it.</param>
    public MeterBandReader(ReadOnlySpan<byte> bands)
    {
        _bands = bands;
    }

    /// <summary>The list as it stands.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bands;

    public readonly bool IsEmpty => _bands.IsEmpty;

    public MeterBandTlv Current { readonly get; private set; }

    /// <summary>A reader of the same list that starts at the first band.</summary>
    public readonly MeterBandReader GetEnumerator() => new(_bands);

    /// <exception cref="OpenFlowException">
    /// BAD_REQUEST/BAD_LEN: cut off or not of the type's length; METER_MOD_FAILED/BAD_BAND: unknown type.
    /// </exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _bands[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        int length = left.Length < MeterBandTlv.MinLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
        if (length < MeterBandTlv.MinLength || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, "meter band", length, left.Length);
        }

        var band = new MeterBandTlv(left[..length]);
        switch (band.Type)
        {
            case MeterBandType.Drop or MeterBandType.DscpRemark:
                if (length != MeterBandTlv.MinLength)
                {
                    OpenFlowException.ThrowBadLength(BadRequest.BadLen, $"meter band {band.Type}", length, MeterBandTlv.MinLength);
                }

                break;
            case MeterBandType.Experimenter:
                break;
            default:
                OpenFlowException.Throw(MeterModFailed.BadBand, $"meter band type {(ushort)band.Type} is unknown");
                break;
        }

        Current = band;
        _next += length;
        return true;
    }
}
