using System.Globalization;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Values of single fields as ovs-ofctl writes them.</summary>
internal static class FieldText
{
    /// <summary>Parses "value" or "value/mask".</summary>
    /// <exception cref="FormatException">Not a value of that field.</exception>
    public static OxmValue Parse(OxmField field, string text)
    {
        string name = FieldNames.NameOf(field);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return new OxmValue(field, [.. ParseValue(field, text, name)]);
        }

        if (!OxmFields.IsMaskable(field))
        {
            throw new FormatException($"{name}: '{text}' has a mask, which OpenFlow 1.3 does not allow here; leave out what follows '/'.");
        }

        byte[] value = ParseValue(field, text.AsSpan(0, slash), name);
        byte[] mask = ParseMask(field, text[(slash + 1)..], name);
        return new OxmValue(field, [.. value], [.. mask]);
    }

    /// <summary>A value without mask, as set_field has it.</summary>
    public static string FormatValue(OxmField field, ReadOnlySpan<byte> value) => FieldNames.FormatOf(field) switch
    {
        FieldFormat.Mac => AddressText.FormatMac(value),
        FieldFormat.Ipv4 or FieldFormat.Ipv6 => AddressText.FormatIp(value),
        FieldFormat.Port => NumberText.FormatPort((uint)Number(value)),
        FieldFormat.Hexadecimal when field == OxmField.EthType => $"0x{Number(value):x4}",
        FieldFormat.Hexadecimal => $"0x{Number(value):x}",
        _ => Number(value).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A value with its mask, as matches have it.</summary>
    public static string Format(OxmValue value)
    {
        ReadOnlySpan<byte> bytes = value.Value.AsSpan(), mask = value.Mask.AsSpan();
        if (mask.IsEmpty)
        {
            return FormatValue(value.Field, bytes);
        }

        switch (FieldNames.FormatOf(value.Field))
        {
            case FieldFormat.Mac:
                return $"{AddressText.FormatMac(bytes)}/{AddressText.FormatMac(mask)}";
            case FieldFormat.Ipv4 or FieldFormat.Ipv6:
                int prefix = AddressText.PrefixLength(mask);
                return prefix < 0
                    ? $"{AddressText.FormatIp(bytes)}/{AddressText.FormatIp(mask)}"
                    : $"{AddressText.FormatIp(bytes)}/{prefix}";
            default:
                return $"0x{Number(bytes):x}/0x{Number(mask):x}";
        }
    }

    private static byte[] ParseValue(OxmField field, ReadOnlySpan<char> text, string name)
    {
        byte[] value = new byte[OxmFields.ByteCount(field)];
        switch (FieldNames.FormatOf(field))
        {
            case FieldFormat.Mac:
                AddressText.ParseMac(text, name, value);
                break;
            case FieldFormat.Ipv4:
                AddressText.ParseIpv4(text, name, value);
                break;
            case FieldFormat.Ipv6:
                AddressText.ParseIpv6(text, name, value);
                break;
            case FieldFormat.Port:
                WriteNumber(NumberText.ParsePort(text, name), value);
                break;
            default:
                ulong max = ulong.MaxValue >> (64 - OxmFields.BitCount(field));
                WriteNumber(NumberText.Parse(text, name, max), value);
                break;
        }

        return value;
    }

    private static byte[] ParseMask(OxmField field, string text, string name)
    {
        FieldFormat format = FieldNames.FormatOf(field);
        if (format is not (FieldFormat.Ipv4 or FieldFormat.Ipv6) || text.AsSpan().ContainsAny('.', ':'))
        {
            return ParseValue(field, text, name);
        }

        byte[] mask = new byte[OxmFields.ByteCount(field)];
        AddressText.WritePrefix((int)NumberText.Parse(text, $"{name} prefix length", (ulong)mask.Length * 8), mask);
        return mask;
    }

    private static void WriteNumber(ulong number, Span<byte> to)
    {
        for (int i = to.Length - 1; i >= 0; i--)
        {
            to[i] = (byte)number;
            number >>= 8;
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        foreach (byte b in bytes)
        {
            number = number << 8 | b;
        }

        return number;
    }
}
