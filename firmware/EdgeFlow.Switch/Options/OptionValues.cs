using System.Globalization;
using EdgeFlow.OpenFlow;

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

    public static string? ReadTlsKey(string text, SwitchOptions options)
    {
        options.Tls.Key = text;
        return null;
    }

    public static string? ReadTlsCertificate(string text, SwitchOptions options)
    {
        options.Tls.Certificate = text;
        return null;
    }

    public static string? ReadTlsCa(string text, SwitchOptions options)
    {
        options.Tls.Ca = text;
        return null;
    }

    public static string? ReadAuxiliary(string text, SwitchOptions options)
    {
        string? error = ReadNumber(text, "number of auxiliary connections", out int count);
        options.AuxiliaryConnections = error is null ? count : options.AuxiliaryConnections;
        return error;
    }

    /// <summary>One version or several with commas between; they are added to those that were read before.</summary>
    public static string? ReadVersions(string text, SwitchOptions options)
    {
        foreach (string name in text.Split(','))
        {
            int version = name.Trim() switch
            {
                "1.0" => OfpConstants.Version10,
                "1.3" => OfpConstants.Version13,
                _ => 0,
            };
            if (version == 0)
            {
                return $"OpenFlow version '{name}' is not one of 1.0, 1.3";
            }

            options.Versions |= 1U << version;
        }

        return null;
    }

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

    public static string? ReadTableCount(string text, SwitchOptions options)
    {
        string? error = ReadNumber(text, "number of tables", out int count);
        options.TableCount = error is null ? count : options.TableCount;
        return error;
    }

    /// <summary>N for all tables, or ID=N for one.</summary>
    public static string? ReadTableCapacity(string text, SwitchOptions options)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (ReadNumber(text[(equals + 1)..], "table capacity", out int capacity) is { } bad)
        {
            return bad;
        }

        if (equals < 0)
        {
            options.TableCapacity = capacity;
            return null;
        }

        string? error = ReadNumber(text[..equals], "table id", out int id);
        if (error is null)
        {
            options.TableCapacities[id] = capacity;
        }

        return error;
    }

    /// <summary>"all", or the id of one more table.</summary>
    public static string? ReadEviction(string text, SwitchOptions options)
    {
        if (text == "all")
        {
            options.EvictsEverywhere = true;
            return null;
        }

        if (ReadNumber(text, "table id", out int id) is not null)
        {
            return $"table '{text}' to evict from is neither a table id nor 'all'";
        }

        options.EvictingTables.Add(id);
        return null;
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

    private static string? ReadNumber(string text, string what, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? null : $"{what} '{text}' is not a whole number";

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
