using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One match field with its value and perhaps a mask; also what set-field writes.</summary>
public sealed record OxmValue
{
    private readonly EquatableArray<byte> _value;
    private readonly EquatableArray<byte> _mask;

    /// <param name="field">One of the 40 basic fields.</param>
    /// <param name="value">Network byte order, of the field's length.</param>
    /// <param name="mask">Of the same length; default or empty = exact.</param>
    /// <exception cref="ArgumentException">Unknown field, or a length that is not the field's.</exception>
    public OxmValue(OxmField field, ImmutableArray<byte> value, ImmutableArray<byte> mask = default)
    {
        int length = OxmFields.ByteCount(field);
        if (length == 0 || value.IsDefault || value.Length != length || (!mask.IsDefaultOrEmpty && mask.Length != length))
        {
            throw new ArgumentException($"Field {field} takes values and masks of {length} bytes.", nameof(value));
        }

        Field = field;
        _value = new EquatableArray<byte>(value);
        _mask = new EquatableArray<byte>(mask);
    }

    public OxmField Field { get; }

    /// <summary>Network byte order.</summary>
    public ImmutableArray<byte> Value => _value.Array;

    /// <summary>Empty if the value is matched exactly.</summary>
    public ImmutableArray<byte> Mask => _mask.Array;

    public bool HasMask => !Mask.IsEmpty;

    /// <summary>Bytes on the wire with the OXM header.</summary>
    public int WireLength => 4 + Value.Length + Mask.Length;

    /// <summary>A value of up to 8 bytes.</summary>
    /// <exception cref="ArgumentException">The field is longer than 8 bytes, or the value has bits that the field has not.</exception>
    public static OxmValue Of(OxmField field, ulong value) => new(field, Bytes(field, value));

    /// <summary>A masked value of up to 8 bytes.</summary>
    /// <exception cref="ArgumentException">The field is longer than 8 bytes, or value or mask has bits that the field has not.</exception>
    public static OxmValue Of(OxmField field, ulong value, ulong mask) => new(field, Bytes(field, value), Bytes(field, mask));

    /// <summary>Copies a field of a message.</summary>
    /// <exception cref="OpenFlowException">BAD_MATCH/BAD_FIELD: none of the 40 basic fields.</exception>
    public static OxmValue Read(in OxmTlv tlv)
    {
        if (!tlv.IsBasic)
        {
            OpenFlowException.Throw(BadMatch.BadField, $"OXM {tlv.Header:x8} is none of the basic fields");
        }

        return new OxmValue(tlv.Field, [.. tlv.Value], [.. tlv.Mask]);
    }

    /// <summary>The value as a number.</summary>
    /// <exception cref="InvalidOperationException">The field is longer than 8 bytes.</exception>
    public ulong ToUInt64() => Number(Value.AsSpan());

    /// <summary>The mask as a number; all bits of the field if there is none.</summary>
    /// <exception cref="InvalidOperationException">The field is longer than 8 bytes.</exception>
    public ulong MaskToUInt64() => HasMask ? Number(Mask.AsSpan()) : ulong.MaxValue >> (64 - OxmFields.BitCount(Field));

    internal int Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, OxmFields.Header(Field, HasMask));
        Value.CopyTo(to[4..]);
        Mask.CopyTo(to[(4 + Value.Length)..]);
        return WireLength;
    }

    private static ImmutableArray<byte> Bytes(OxmField field, ulong value)
    {
        int bits = OxmFields.BitCount(field);
        if (bits is 0 or > 64 || (bits < 64 && value >> bits != 0))
        {
            throw new ArgumentException($"Value 0x{value:x} does not fit field {field} of {bits} bits.", nameof(value));
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return [.. bytes[(8 - OxmFields.ByteCount(field))..]];
    }

    private ulong Number(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8)
        {
            throw new InvalidOperationException($"Field {Field} of {bytes.Length} bytes is no 64-bit number.");
        }

        ulong number = 0;
        foreach (byte b in bytes)
        {
            number = number << 8 | b;
        }

        return number;
    }

    /// <summary>Such as <c>ip_src=10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{Text.FieldNames.NameOf(Field)}={Text.FieldText.Format(this)}";
}
