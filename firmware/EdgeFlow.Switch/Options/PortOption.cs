namespace EdgeFlow.Switch.Options;

/// <summary>One port: its OpenFlow number and the network interface behind it.</summary>
public sealed record PortOption(uint Number, string Interface)
{
    /// <summary>Reads <c>NUMBER=IFACE</c>.</summary>
    /// <returns>Null, or what is wrong with the text.</returns>
    public static string? TryParse(string text, out PortOption? port)
    {
        port = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            return $"port '{text}' is not NUMBER=IFACE, such as 1=eth0";
        }

        if (!uint.TryParse(text.AsSpan(0, equals), out uint number))
        {
            return $"port number '{text[..equals]}' is not a number; give 1..{MaxNumber}";
        }

        port = new PortOption(number, text[(equals + 1)..]);
        return port.Check();
    }

    /// <summary>OFPP_MAX: the greatest number that a port may have.</summary>
    public const uint MaxNumber = 0xffffff00;

    /// <returns>Null, or what is wrong.</returns>
    public string? Check() =>
        Number is 0 or > MaxNumber ? $"port number {Number} is out of range; give 1..{MaxNumber}"
        : Interface.Length is 0 or > 15 || Interface.AsSpan().ContainsAny("/ \t") ? $"'{Interface}' cannot name an interface; names have 1 to 15 characters"
        : null;
}
