using System.Globalization;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Numbers and reserved names as ovs-ofctl writes them; parsers throw a FormatException that names the token.</summary>
internal static class NumberText
{
    private static readonly (string Name, uint Port)[] s_ports =
    [
        ("IN_PORT", OfpPort.InPort), ("TABLE", OfpPort.Table), ("NORMAL", OfpPort.Normal), ("FLOOD", OfpPort.Flood),
        ("ALL", OfpPort.All), ("CONTROLLER", OfpPort.Controller), ("LOCAL", OfpPort.Local), ("ANY", OfpPort.Any),
    ];

    public static ulong Parse(ReadOnlySpan<char> text, string what, ulong max)
    {
        ReadOnlySpan<char> digits = text.Trim();
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = isHex
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!isNumber || value > max)
        {
            throw new FormatException($"{what}: '{text}' is not a number; give 0..{max}, decimal or 0x hexadecimal.");
        }

        return value;
    }

    public static uint ParsePort(ReadOnlySpan<char> text, string what)
    {
        return TryParsePortName(text, out uint port) ? port : (uint)Parse(text, what, uint.MaxValue);
    }

    public static bool TryParsePortName(ReadOnlySpan<char> text, out uint port)
    {
        foreach ((string name, uint number) in s_ports)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                port = number;
                return true;
            }
        }

        port = 0;
        return false;
    }

    /// <summary>The reserved name, or null for an ordinary number.</summary>
    public static string? PortName(uint port)
    {
        foreach ((string name, uint number) in s_ports)
        {
            if (port == number)
            {
                return name;
            }
        }

        return null;
    }

    public static string FormatPort(uint port) => PortName(port) ?? port.ToString(CultureInfo.InvariantCulture);
}
