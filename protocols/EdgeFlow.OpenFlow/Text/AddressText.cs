using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>MAC, IPv4 and IPv6 addresses as text; parsers throw a FormatException that names the token.</summary>
internal static class AddressText
{
    public static void ParseMac(ReadOnlySpan<char> text, string what, Span<byte> address)
    {
        int index = 0;
        bool isGood = true;
        foreach (Range part in text.Split(':'))
        {
            ReadOnlySpan<char> digits = text[part];
            byte value = 0;
            isGood = isGood && index < 6 && digits.Length is 1 or 2
                && byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
            if (!isGood)
            {
                break;
            }

            address[index++] = value;
        }

        if (!isGood || index != 6)
        {
            throw new FormatException($"{what}: '{text}' is not a MAC address; write aa:bb:cc:dd:ee:ff.");
        }
    }

    public static void ParseIpv4(ReadOnlySpan<char> text, string what, Span<byte> address)
    {
        int index = 0;
        bool isGood = true;
        foreach (Range part in text.Split('.'))
        {
            byte value = 0;
            isGood = isGood && index < 4 && byte.TryParse(text[part], NumberStyles.None, CultureInfo.InvariantCulture, out value);
            if (!isGood)
            {
                break;
            }

            address[index++] = value;
        }

        if (!isGood || index != 4)
        {
            throw new FormatException($"{what}: '{text}' is not an IPv4 address; write 192.0.2.1.");
        }
    }

    public static void ParseIpv6(ReadOnlySpan<char> text, string what, Span<byte> address)
    {
        if (text.ContainsAny('%', '[', ']') || !IPAddress.TryParse(text, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6 || !parsed.TryWriteBytes(address, out _))
        {
            throw new FormatException($"{what}: '{text}' is not an IPv6 address; write 2001:db8::1.");
        }
    }

    public static string FormatMac(ReadOnlySpan<byte> address) =>
        $"{address[0]:x2}:{address[1]:x2}:{address[2]:x2}:{address[3]:x2}:{address[4]:x2}:{address[5]:x2}";

    /// <summary>IPv4 for 4 bytes, IPv6 for 16.</summary>
    public static string FormatIp(ReadOnlySpan<byte> address) => new IPAddress(address).ToString();

    /// <summary>The prefix length, or -1 if the ones are not all at the front.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> mask)
    {
        int length = 0;
        bool ended = false;
        foreach (byte b in mask)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool isOne = (b >> bit & 1) != 0;
                if (isOne && ended)
                {
                    return -1;
                }

                ended |= !isOne;
                length += isOne ? 1 : 0;
            }
        }

        return length;
    }

    public static void WritePrefix(int length, Span<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
        {
            int bits = Math.Clamp(length - i * 8, 0, 8);
            mask[i] = (byte)(0xff00 >> bits);
        }
    }
}
