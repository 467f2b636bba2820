using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>What frames a flow entry matches: a set of fields, sorted by number. Immutable, compares by value.</summary>
/// <remarks>
/// Kept in one form, so that equal matches are equal: value bits outside the mask are zero, a mask of all ones is no mask,
/// a mask of all zeros is no field. Field order satisfies the rule that prerequisites come first (OpenFlow 1.3.5 §7.2.2.6).
/// </remarks>
public sealed class Match : IEquatable<Match>
{
    private const int HeaderSize = 4;

    private readonly EquatableArray<OxmValue> _fields;

    private Match(ImmutableArray<OxmValue> fields)
    {
        _fields = new EquatableArray<OxmValue>(fields);
        int length = HeaderSize;
        foreach (OxmValue field in fields)
        {
            length += field.WireLength;
        }

        UnpaddedLength = length;
    }

    /// <summary>Matches every frame.</summary>
    public static Match Any { get; } = new([]);

    /// <summary>Sorted by field number.</summary>
    public ImmutableArray<OxmValue> Fields => _fields.Array;

    /// <summary>Bytes of the ofp_match, padding included.</summary>
    public int WireLength => OfpConstants.Pad8(UnpaddedLength);

    private int UnpaddedLength { get; }

    /// <summary>Copies the match of a message.</summary>
    /// <exception cref="OpenFlowException">BAD_MATCH with BAD_LEN, BAD_FIELD (not a basic field) or DUP_FIELD.</exception>
    public static Match Read(OxmReader reader)
    {
        if (reader.IsEmpty)
        {
            return Any;
        }

        var fields = ImmutableArray.CreateBuilder<OxmValue>();
        ulong seen = 0;
        foreach (OxmTlv tlv in reader)
        {
            OxmValue value = OxmValue.Read(tlv);
            ulong bit = 1UL << (int)value.Field;
            if ((seen & bit) != 0)
            {
                OpenFlowException.Throw(BadMatch.DupField, $"match names {value.Field} twice");
            }

            seen |= bit;
            if (Normalize(value) is { } normal)
            {
                fields.Add(normal);
            }
        }

        fields.Sort(static (a, b) => a.Field.CompareTo(b.Field));
        return new Match(fields.DrainToImmutable());
    }

    /// <summary>The field's value, or null if it is not matched.</summary>
    public OxmValue? Find(OxmField field)
    {
        foreach (OxmValue value in Fields)
        {
            if (value.Field == field)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>This match with the field added or replaced.</summary>
    public Match With(OxmValue value)
    {
        ImmutableArray<OxmValue>.Builder fields = Fields.ToBuilder();
        int index = 0;
        while (index < fields.Count && fields[index].Field < value.Field)
        {
            index++;
        }

        if (index < fields.Count && fields[index].Field == value.Field)
        {
            fields.RemoveAt(index);
        }

        if (Normalize(value) is { } normal)
        {
            fields.Insert(index, normal);
        }

        return new Match(fields.ToImmutable());
    }

    /// <summary>This match with a field of up to 8 bytes matched exactly.</summary>
    /// <exception cref="ArgumentException">The value does not fit the field.</exception>
    public Match With(OxmField field, ulong value) => With(OxmValue.Of(field, value));

    /// <summary>This match with a field of up to 8 bytes matched under a mask.</summary>
    /// <exception cref="ArgumentException">Value or mask does not fit the field.</exception>
    public Match With(OxmField field, ulong value, ulong mask) => With(OxmValue.Of(field, value, mask));

    /// <summary>This match with a field given as bytes; an empty mask is an exact match.</summary>
    /// <param name="value">Network byte order, of the field's length.</param>
    /// <exception cref="ArgumentException">A length is not the field's.</exception>
    public Match With(OxmField field, ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask = default) =>
        With(new OxmValue(field, [.. value], [.. mask]));

    /// <summary>This match without the field.</summary>
    public Match Without(OxmField field) => new(Fields.RemoveAll(value => value.Field == field));

    public Match WithInPort(uint port) => With(OxmField.InPort, port);

    /// <param name="address">48 bits, first byte of the address in bits 47..40.</param>
    public Match WithEthDst(ulong address) => With(OxmField.EthDst, address);

    /// <param name="address">48 bits, first byte of the address in bits 47..40.</param>
    /// <param name="mask">Bits that count.</param>
    public Match WithEthDst(ulong address, ulong mask) => With(OxmField.EthDst, address, mask);

    /// <param name="address">48 bits, first byte of the address in bits 47..40.</param>
    public Match WithEthSrc(ulong address) => With(OxmField.EthSrc, address);

    public Match WithEthType(ushort etherType) => With(OxmField.EthType, etherType);

    /// <summary>Frames with a VLAN tag of this id.</summary>
    /// <param name="vlan">0..4095.</param>
    public Match WithVlan(ushort vlan) => With(OxmField.VlanVid, (ulong)vlan | OfpConstants.VlanPresent);

    /// <summary>Frames without a VLAN tag.</summary>
    public Match WithoutVlan() => With(OxmField.VlanVid, OfpConstants.VlanNone);

    public Match WithIpProto(byte protocol) => With(OxmField.IpProto, protocol);

    /// <param name="address">First byte of the address in bits 31..24.</param>
    public Match WithIpv4Src(uint address, uint mask = uint.MaxValue) => With(OxmField.Ipv4Src, address, mask);

    /// <param name="address">First byte of the address in bits 31..24.</param>
    public Match WithIpv4Dst(uint address, uint mask = uint.MaxValue) => With(OxmField.Ipv4Dst, address, mask);

    /// <summary>Checks what a switch would: prerequisites, masks where none are allowed, bits that the field has not.</summary>
    /// <returns>Null if the match is good; else BAD_PREREQ, BAD_MASK or BAD_VALUE.</returns>
    public OfpError? Validate()
    {
        foreach (OxmValue value in Fields)
        {
            if (value.HasMask && !OxmFields.IsMaskable(value.Field))
            {
                return BadMatch.BadMask;
            }

            if (!OxmFields.FitsBits(value.Field, value.Value.AsSpan()))
            {
                return BadMatch.BadValue;
            }

            OxmPrerequisite wanted = OxmFields.Prerequisite(value.Field);
            if (wanted.Kind != OxmPrerequisiteKind.None
                && !(Find(wanted.Field) is { } other && wanted.IsSatisfiedBy(other.Value.AsSpan(), other.Mask.AsSpan())))
            {
                return BadMatch.BadPrereq;
            }
        }

        return null;
    }

    /// <summary>Writes the ofp_match with its padding; returns its bytes, <see cref="WireLength"/>.</summary>
    public int WriteTo(Span<byte> to)
    {
        to[..WireLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to, 1);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)UnpaddedLength);
        int offset = HeaderSize;
        foreach (OxmValue field in Fields)
        {
            offset += field.Write(to[offset..]);
        }

        return WireLength;
    }

    /// <summary>The ofp_match with its padding.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[WireLength];
        WriteTo(bytes);
        return bytes;
    }

    public bool Equals(Match? other) => other is not null && _fields.Equals(other._fields);

    public override bool Equals(object? obj) => Equals(obj as Match);

    public override int GetHashCode() => _fields.GetHashCode();

    private static OxmValue? Normalize(OxmValue value)
    {
        if (!value.HasMask)
        {
            return value;
        }

        ReadOnlySpan<byte> mask = value.Mask.AsSpan();
        if (!mask.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        byte[] masked = new byte[mask.Length];
        for (int i = 0; i < masked.Length; i++)
        {
            masked[i] = (byte)(value.Value[i] & mask[i]);
        }

        return new OxmValue(value.Field, [.. masked], IsAllOnes(value.Field, mask) ? [] : value.Mask);
    }

    private static bool IsAllOnes(OxmField field, ReadOnlySpan<byte> mask)
    {
        int spare = mask.Length * 8 - OxmFields.BitCount(field);
        int first = spare / 8;
        int top = 0xff >> (spare % 8);
        return (mask[first] & top) == top && !mask[(first + 1)..].ContainsAnyExcept((byte)0xff);
    }

    /// <summary>Parses ovs-ofctl's syntax, such as <c>tcp,nw_dst=10.0.0.0/8,tp_dst=80</c>.</summary>
    /// <exception cref="FormatException">A token is unknown or has a value that it cannot have.</exception>
    public static Match Parse(string text) => Text.FlowText.ParseMatch(text);

    /// <summary>ovs-ofctl's syntax; the empty string if everything matches.</summary>
    public override string ToString() => Text.FlowText.Format(this);
}
