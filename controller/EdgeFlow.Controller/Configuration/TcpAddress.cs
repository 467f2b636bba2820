using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace EdgeFlow.Controller.Configuration;

/// <summary>The text form <c>tcp:HOST:PORT</c>, or <c>ssl:HOST:PORT</c> with TLS (<c>tls:</c> is the same), of a listening address; HOST is an IP address or <c>localhost</c>, IPv6 in brackets.</summary>
public static class TcpAddress
{
    /// <param name="text">For example <c>ssl:127.0.0.1:6653</c>; port 0 takes a free one.</param>
    /// <param name="address">The address, if it is one.</param>
    /// <param name="isTls">Whether it asks for TLS.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address, out bool isTls)
    {
        isTls = text.StartsWith("ssl:", StringComparison.Ordinal) || text.StartsWith("tls:", StringComparison.Ordinal);
        return TryParse(isTls ? $"tcp:{text[4..]}" : text, out address);
    }

    /// <param name="text">For example <c>tcp:127.0.0.1:6653</c>; port 0 takes a free one.</param>
    /// <param name="address">The address, if it is one.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        if (!text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return false;
        }

        string rest = text["tcp:".Length..];
        int colon = rest.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = rest[..colon];
        if (host == "localhost")
        {
            address = new IPEndPoint(IPAddress.Loopback, port);
        }
        else if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && (host[0] == '[' || !host.Contains(':', StringComparison.Ordinal)))
        {
            address = new IPEndPoint(ip, port);
        }

        return address is not null;
    }
}
