using System.Globalization;

namespace EdgeFlow.Switch.Options;

/// <summary>Reads values that the command line and the configuration file share; each reader gives null or what is wrong.</summary>
internal static class OptionValues
{
    public static string? ReadDatapathId(string text, SwitchOptions options)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 16
            || !ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id)
            || id == 0)
        {
            return $"datapath id '{text}' is not a number of 1 to 16 hex digits other than 0, such as 00000000000000a1";
        }

        options.DatapathId = id;
        return null;
    }

    public static string? ReadController(string text, SwitchOptions options) => ReadAddress(text, options.Controllers);

    public static string? ReadListener(string text, SwitchOptions options) => ReadAddress(text, options.Listeners);

    public static string? ReadPort(string text, SwitchOptions options)
    {
        string? error = PortOption.TryParse(text, out PortOption? port);
        if (error is null)
        {
            options.Ports.Add(port!); // set when there is no error
        }

        return error;
    }

    public static string? ReadDataPlane(string text, SwitchOptions options)
    {
        DataPlaneKind? kind = text switch
        {
            "auto" => DataPlaneKind.Auto,
            "af-packet" => DataPlaneKind.AfPacket,
            "xdp" => DataPlaneKind.Xdp,
            _ => null,
        };
        options.DataPlane = kind ?? options.DataPlane;
        return kind is null ? $"data plane '{text}' is not one of auto, af-packet, xdp" : null;
    }

    public static string? ReadFailMode(string text, SwitchOptions options)
    {
        FailMode? mode = text switch
        {
            "secure" => FailMode.Secure,
            "standalone" => FailMode.Standalone,
            _ => null,
        };
        options.FailMode = mode ?? options.FailMode;
        return mode is null ? $"fail mode '{text}' is not one of secure, standalone" : null;
    }

    public static string? ReadControl(string text, SwitchOptions options)
    {
        string? error = TransportAddress.TryParse(text.StartsWith('/') ? $"unix:{text}" : text, out TransportAddress? address);
        if (error is null && !address!.IsUnix)
        {
            error = $"control address '{text}' is not unix:PATH";
        }

        options.ControlPath = error is null ? address!.Host : options.ControlPath;
        return error;
    }

    private static string? ReadAddress(string text, IList<TransportAddress> list)
    {
        string? error = TransportAddress.TryParse(text, out TransportAddress? address);
        if (error is null)
        {
            list.Add(address!); // set when there is no error
        }

        return error;
    }
}
