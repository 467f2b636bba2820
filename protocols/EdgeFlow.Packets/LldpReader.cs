using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Goes through the TLVs of an LLDP data unit in place (IEEE 802.1AB-2016 §8.2); use with foreach.</summary>
/// <remarks>Ends at the End TLV, at the end of the bytes, or before a TLV that is cut off; never throws.</remarks>
public ref struct LldpReader
{
    private ReadOnlySpan<byte> _rest;

    /// <param name="dataUnit">After the Ethernet type 0x88cc; padding may follow.</param>
    public LldpReader(ReadOnlySpan<byte> dataUnit)
    {
        _rest = dataUnit;
        Current = default;
    }

    public LldpTlv Current { get; private set; }

    public readonly LldpReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < 2)
        {
            return false;
        }

        ushort header = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        var type = (LldpTlvType)(header >> 9);
        int length = header & 0x1FF;
        if (type == LldpTlvType.End || length > _rest.Length - 2)
        {
            return false;
        }

        Current = new LldpTlv(type, _rest.Slice(2, length));
        _rest = _rest[(2 + length)..];
        return true;
    }
}
