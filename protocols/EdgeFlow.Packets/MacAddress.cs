using System.Buffers.Binary;
using System.Globalization;

namespace EdgeFlow.Packets;

/// <summary>A 48-bit Ethernet address.</summary>
/// <remarks>
/// <see cref="Value"/> holds the six bytes as a number, first byte on the wire most significant:
/// 02:00:00:00:00:01 is 0x020000000001. The upper 16 bits are always zero. Immutable, any thread.
/// </remarks>
public readonly record struct MacAddress : IComparable<MacAddress>, ISpanFormattable, ISpanParsable<MacAddress>
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 6;

    private const ulong Bits = 0xFFFF_FFFF_FFFF;
    private const int TextLength = 17;

    /// <param name="value">Address in the lower 48 bits; the rest is ignored.</param>
    public MacAddress(ulong value) => Value = value & Bits;

    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static MacAddress Broadcast { get; } = new(Bits);

    /// <summary>00:00:00:00:00:00.</summary>
    public static MacAddress Zero => default;

    public ulong Value { get; }

    /// <summary>True for group addresses, the broadcast address among them.</summary>
    public bool IsMulticast => (Value & 0x0100_0000_0000) != 0;

    public bool IsBroadcast => Value == Bits;

    /// <summary>True for addresses that no manufacturer assigned (second-lowest bit of the first byte).</summary>
    public bool IsLocallyAdministered => (Value & 0x0200_0000_0000) != 0;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes.</exception>
    public static MacAddress ReadFrom(ReadOnlySpan<byte> source) =>
        new(((ulong)BinaryPrimitives.ReadUInt16BigEndian(source) << 32) | BinaryPrimitives.ReadUInt32BigEndian(source[2..]));

    /// <exception cref="ArgumentOutOfRangeException">Fewer than six bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)Value);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(Value >> 32));
    }

    /// <summary>Reads six two-digit groups parted by ':' or '-'.</summary>
    /// <exception cref="FormatException">Not an Ethernet address.</exception>
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out MacAddress result)
            ? result
            : throw new FormatException($"'{s}' is no Ethernet address; give six groups like 02:00:00:00:00:01.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static MacAddress Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    public static bool TryParse(ReadOnlySpan<char> s, out MacAddress result) => TryParse(s, null, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != TextLength || s[2] is not (':' or '-'))
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < TextLength; i += 3)
        {
            if ((i != 0 && s[i - 1] != s[2])
                || !byte.TryParse(s.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte group))
            {
                return false;
            }

            value = (value << 8) | group;
        }

        result = new MacAddress(value);
        return true;
    }

    public static bool TryParse(string? s, IFormatProvider? provider, out MacAddress result) =>
        TryParse(s.AsSpan(), provider, out result);

    public int CompareTo(MacAddress other) => Value.CompareTo(other.Value);

    /// <summary>Lower-case hexadecimal with colons.</summary>
    public override string ToString() => string.Create(TextLength, this, static (text, mac) => mac.TryFormat(text, out _, default, null));

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = 0;
        if (destination.Length < TextLength)
        {
            return false;
        }

        const string Digits = "0123456789abcdef";
        for (int i = 0; i < Size; i++)
        {
            int group = (int)(Value >> (40 - (8 * i))) & 0xFF;
            destination[3 * i] = Digits[group >> 4];
            destination[(3 * i) + 1] = Digits[group & 15];
            if (i < Size - 1)
            {
                destination[(3 * i) + 2] = ':';
            }
        }

        charsWritten = TextLength;
        return true;
    }

    public static bool operator <(MacAddress left, MacAddress right) => left.Value < right.Value;

    public static bool operator >(MacAddress left, MacAddress right) => left.Value > right.Value;

    public static bool operator <=(MacAddress left, MacAddress right) => left.Value <= right.Value;

    public static bool operator >=(MacAddress left, MacAddress right) => left.Value >= right.Value;
}
